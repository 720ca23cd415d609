/** Ctrl-C for work that ends its own processes and says what it leaves. */

/** Aborts `signal` at the first SIGINT or SIGTERM; the second ends the process as if nobody listened. */
export function stopOnSignal(): { readonly signal: AbortSignal; close(): void } {
  const controller = new AbortController();
  const close = () => {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  };
  function stop() {
    close();
    controller.abort(new Error("interrupted"));
  }
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return { signal: controller.signal, close };
}

/** Releases native memory when a worker thread ends: it belongs to the process, which goes on. */
import { isMainThread } from "node:worker_threads";

/**
 * Calls `release` when this worker thread ends by itself, by `process.exit()` or by an error; `Worker.terminate()`
 * stops JavaScript at once and calls nothing. In the main thread, whose end is the process's, it does nothing.
 *
 * @returns a function that takes it back, for who has released already.
 */
export function atThreadEnd(release: () => void): () => void {
  if (isMainThread) return () => undefined;
  process.once("exit", release);
  return () => void process.off("exit", release);
}

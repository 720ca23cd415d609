/**
 * Ctrl-C: the first asks the work to stop at a good place, the second ends the process at once. So does closing the
 * terminal.
 */
import { exitCodes } from "../exit-code.ts";
import { endIfHungUp, noteHangUp } from "../terminal/hang-up.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** npx and npm pass a Ctrl-C on that the terminal has sent already: so soon after the first it is the same one. */
const echoMs = 500;

/**
 * Runs work with a signal that SIGINT, SIGTERM or SIGHUP abort, and listens to these until it ends.
 *
 * `onFirst` tells the user that the first one was heard.
 */
export async function interruptible<Result>(
  onFirst: () => void,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  let first: { readonly name: NodeJS.Signals; readonly ms: number } | undefined;
  const listener = (name: NodeJS.Signals) => {
    if (name === "SIGHUP") noteHangUp();
    const ms = performance.now();
    if (name === first?.name && ms - first.ms < echoMs) return;
    if (controller.signal.aborted) {
      endIfHungUp();
      process.exit(exitCodes.interrupted);
    }
    first = { name, ms };
    controller.abort(new Error("interrupted"));
    onFirst();
  };
  for (const name of signals) process.on(name, listener);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, listener);
  }
}

/** What is said of work that first finishes its step. */
export const stoppingAfterStep = "Stopping after this step; press Ctrl-C again to stop at once.";

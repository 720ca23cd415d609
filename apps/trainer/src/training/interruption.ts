/**
 * Ctrl-C: the first asks the work to stop at a good place, the second ends the process at once. So does closing the
 * terminal.
 */
import { exitCodes } from "../exit-code.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** npx and npm pass a Ctrl-C on that the terminal has sent already: so soon after the first it is the same one. */
const echoMs = 500;

/** Listens for SIGINT, SIGTERM and SIGHUP while work runs that can stop in good order. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #listener: (signal: NodeJS.Signals) => void;

  /** `onFirst` tells the user that the first signal was heard. */
  constructor(onFirst: () => void) {
    let first: { readonly signal: NodeJS.Signals; readonly ms: number } | undefined;
    this.#listener = (signal) => {
      const ms = performance.now();
      if (signal === first?.signal && ms - first.ms < echoMs) return;
      if (this.requested) process.exit(exitCodes.interrupted);
      first = { signal, ms };
      this.#controller.abort(new Error("interrupted"));
      onFirst();
    };
    for (const signal of signals) process.on(signal, this.#listener);
  }

  get requested(): boolean {
    return this.#controller.signal.aborted;
  }

  /** For downloads and other work that may be broken off anywhere. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops listening. */
  close(): void {
    for (const signal of signals) process.off(signal, this.#listener);
  }
}

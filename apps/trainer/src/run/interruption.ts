/** Ctrl-C: the first asks the work to stop at a good place, the second ends the process at once. */
import { exitCodes } from "../exit-code.ts";

/** Listens for SIGINT and SIGTERM while work runs that can stop in good order. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #listener: () => void;

  /** `onFirst` tells the user that the first signal was heard. */
  constructor(onFirst: () => void) {
    this.#listener = () => {
      if (this.requested) process.exit(exitCodes.interrupted);
      this.#controller.abort(new Error("interrupted"));
      onFirst();
    };
    process.on("SIGINT", this.#listener);
    process.on("SIGTERM", this.#listener);
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
    process.off("SIGINT", this.#listener);
    process.off("SIGTERM", this.#listener);
  }
}

/** How long a server may say and take nothing before a request is given up: nobody waits without end. */

/** Milliseconds of silence, after which a request is given up. */
export interface UploadLimits {
  /** The silence after which a request is given up: it takes no bytes, and gets no answer. */
  readonly request: number;
  /** The silence after which the commit is given up, for which the hub looks at every file. */
  readonly commit: number;
}

/** The limits where nobody says others: a minute, and five for the commit. */
export const silenceMs: UploadLimits = { request: 60_000, commit: 300_000 };

/** Aborts a signal once nothing was heard for some time. */
export class Silence {
  readonly #controller = new AbortController();
  readonly #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  /** @param milliseconds how long nothing may be heard */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.heard();
  }

  /** Is aborted when it has been silent for too long. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something moved: the time begins anew. */
  heard(): void {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    const seconds = this.#milliseconds / 1000;
    const tell = () => this.#controller.abort(new Error(`no answer for ${seconds} seconds`));
    this.#timer = setTimeout(tell, this.#milliseconds);
  }

  /** Nothing is waited for any more. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }
}

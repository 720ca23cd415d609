/** Breaks off a transfer that stands still or crawls. */

/** When a transfer is too slow to go on with. */
export interface TransferLimits {
  /** How long nothing may come, neither an answer nor a byte of it. @default 30_000 */
  readonly stallMs?: number | undefined;
  /** The least that has to come in each window, as bytes a second. @default 1000 */
  readonly leastBytesPerSecond?: number | undefined;
  /** The length of a window. @default 60_000 */
  readonly windowMs?: number | undefined;
}

/** A transfer that was broken off; the message says what came, and how long it took. */
export class SlowTransferError extends Error {
  override readonly name = "SlowTransferError";
  /** Whether the whole attempt was slower than the least speed, and not only its end. */
  readonly isCrawl: boolean;

  constructor(message: string, isCrawl: boolean) {
    super(message);
    this.isCrawl = isCrawl;
  }
}

/** Watches over one attempt; `stop` has to be called at its end. */
export class TransferWatch {
  readonly #controller = new AbortController();
  readonly #stall: NodeJS.Timeout;
  readonly #window: NodeJS.Timeout;
  readonly #interrupted: Promise<never>;
  /** Is aborted when the transfer is too slow, with a SlowTransferError, and by the caller, with that reason. */
  readonly signal: AbortSignal;
  readonly #leastBytesPerSecond: number;
  readonly #startMs = performance.now();
  /** Bytes of the window at hand, and of the whole attempt. */
  #bytes = 0;
  #allBytes = 0;

  constructor(
    { stallMs = 30_000, leastBytesPerSecond = 1000, windowMs = 60_000 }: TransferLimits = {},
    signal?: AbortSignal,
  ) {
    this.#leastBytesPerSecond = leastBytesPerSecond;
    const least = (leastBytesPerSecond * windowMs) / 1000;
    this.#stall = setTimeout(() => this.#breakOff(`nothing came for ${stallMs / 1000} s`), stallMs);
    this.#window = setInterval(() => {
      if (this.#bytes < least) {
        this.#breakOff(`only ${this.#bytes} bytes came in ${windowMs / 1000} s, expected at least ${Math.ceil(least)}`);
      }
      this.#bytes = 0;
    }, windowMs);
    const own = this.#controller.signal;
    this.signal = signal === undefined ? own : AbortSignal.any([own, signal]);
    this.#interrupted = new Promise<never>((_, reject) => {
      this.signal.addEventListener("abort", () => reject(this.signal.reason), { once: true });
      if (this.signal.aborted) reject(this.signal.reason);
    });
    this.#interrupted.catch(() => undefined); // it may come when nobody waits any more
  }

  /** What `work` resolves to, unless the transfer is broken off before. */
  orBreak<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#interrupted]);
  }

  /** Takes note of bytes that have come; an answer without any is a sign of life too. */
  received(bytes: number): void {
    this.#bytes += bytes;
    this.#allBytes += bytes;
    this.#stall.refresh();
  }

  stop(): void {
    clearTimeout(this.#stall);
    clearInterval(this.#window);
  }

  #breakOff(what: string): void {
    const seconds = (performance.now() - this.#startMs) / 1000;
    this.#controller.abort(new SlowTransferError(what, this.#allBytes < this.#leastBytesPerSecond * seconds));
  }
}

/** One call of a function of this package: whom it tells of its work, and what stops it. */
import { InterruptedError } from "../errors.ts";

/** How a program follows and stops a call. */
export interface JobOptions<Event> {
  /**
   * Is called with every event, in order and in this thread; the work waits until it returns, and for no promise of it.
   *
   * An error that it throws stops the work as `signal` does, after the step and with a checkpoint; it gets no further
   * event, and the call then rejects with that error.
   */
  readonly onEvent?: ((event: Event) => void) | undefined;
  /**
   * Stops the work when it is aborted: a training after its step and with a checkpoint, anything else at once. The call
   * then rejects with an InterruptedError.
   */
  readonly signal?: AbortSignal | undefined;
  /** How messages and reports name the command line for going on. @default "tresnet" */
  readonly program?: string | undefined;
}

/** What the parts of a call share. */
export interface Job<Event> {
  readonly emit: (event: Event) => void;
  /** Is aborted by the caller, or by the caller's `onEvent` when it throws. */
  readonly signal: AbortSignal;
  readonly program: string;
}

/**
 * Runs the work of one call.
 * @throws InterruptedError without having begun, when the signal is aborted already; what `work` and `onEvent` throw.
 */
export async function runJob<Event, Result>(
  { onEvent, signal, program = "tresnet" }: JobOptions<Event>,
  work: (job: Job<Event>) => Promise<Result>,
): Promise<Result> {
  if (signal?.aborted) throw new InterruptedError("Stopped before it began.", { cause: signal.reason });
  const listener = new Listener(onEvent);
  const either = signal === undefined ? listener.signal : AbortSignal.any([signal, listener.signal]);
  const result = await work({ emit: listener.emit, signal: either, program }).catch((error: unknown) => {
    // What was only broken off has its reason in the listener; a disk that is full is news.
    if (error instanceof InterruptedError) listener.throwFailure();
    throw error;
  });
  listener.throwFailure();
  return result;
}

/** Passes events on until one call fails: that may lose neither the work nor the error. */
class Listener<Event> {
  readonly #onEvent: ((event: Event) => void) | undefined;
  readonly #controller = new AbortController();
  #failure: { readonly error: unknown } | undefined;

  constructor(onEvent: ((event: Event) => void) | undefined) {
    this.#onEvent = onEvent;
  }

  /** Is aborted by the first failure. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly emit = (event: Event): void => {
    if (this.#failure !== undefined) return;
    try {
      this.#onEvent?.(event);
    } catch (error) {
      this.#failure = { error };
      this.#controller.abort(error);
    }
  };

  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** The errors of the engine, one class per kind that a caller can act on. */

/** Thrown when a tensor has the wrong shape, rank or dtype for the function that it was given to. */
export class ShapeError extends Error {
  /** The name of the class, which tells the error from others where `instanceof` can not. */
  override readonly name = "ShapeError";
}

/** Thrown when TensorFlow refuses an operation or fails at it. */
export class TensorFlowError extends Error {
  /** The name of the class, which tells the error from others where `instanceof` can not. */
  override readonly name = "TensorFlowError";
  /** TensorFlow's status code: 3 for an invalid argument, 5 for what was not found, 8 for memory that ran out, … */
  readonly code: number;

  /** Takes the message, TensorFlow's status code and, in `options`, the error that caused this one. */
  constructor(message: string, code: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Thrown when a function can't be traced, or when something that a traced function captured is gone. */
export class TraceError extends Error {
  /** The name of the class, which tells the error from others where `instanceof` can not. */
  override readonly name = "TraceError";
}

/**
 * What went wrong in a cluster: an `address` that is wrong or taken, a peer that did not come (`absent`), was `lost` or
 * stopped with an error (`stopped`), or peers that do not fit together (`mismatch`).
 */
export type ClusterFailure = "absent" | "address" | "lost" | "mismatch" | "stopped";

/** Thrown when processes that train together can't begin, or can't go on; its message names the peer. */
export class ClusterError extends Error {
  /** The name of the class, which tells the error from others where `instanceof` can not. */
  override readonly name = "ClusterError";
  /** What went wrong, for programs. */
  readonly failure: ClusterFailure;

  /** Takes the message, what went wrong and, in `options`, the error that caused this one. */
  constructor(message: string, failure: ClusterFailure, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

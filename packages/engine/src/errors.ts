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

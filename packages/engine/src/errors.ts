/** The errors of the engine, one class per kind that a caller can act on. */

/** A tensor has the wrong shape, rank or dtype for the function that it was given to. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

/**
 * TensorFlow refused an operation; `code` is its status code (3 = invalid argument, 5 = not found, 8 = out of memory,
 * …).
 */
export class TensorFlowError extends Error {
  override readonly name = "TensorFlowError";
  readonly code: number;

  constructor(message: string, code: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A function can't be traced, or what it captured is gone. */
export class TraceError extends Error {
  override readonly name = "TraceError";
}

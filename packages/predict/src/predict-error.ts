/** Says that a model or an image can't be used as it is, and what to do. */
export class PredictError extends Error {
  /** Always "PredictError". */
  override readonly name = "PredictError";
}

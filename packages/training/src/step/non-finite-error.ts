/** The error of a training that went astray. */

/** Says that loss or gradients became NaN or infinite; the step that failed has changed nothing. */
export class NonFiniteError extends Error {
  /** Always "NonFiniteError". */
  override readonly name = "NonFiniteError";
  /** The step that failed, counted from 0. */
  readonly step: number;
  /** The learning rate of that step; undefined where gradients were only gathered. */
  readonly learningRate: number | undefined;

  constructor(
    message: string,
    details: { readonly step: number; readonly learningRate: number | undefined },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.step = details.step;
    this.learningRate = details.learningRate;
  }
}

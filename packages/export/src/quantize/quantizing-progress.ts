/** How far the quantizing of a net is. */
export interface QuantizingProgress {
  /**
   * What is being done: "spans", how far values reach, image by image, each of them twice; "errors", which values spoil
   * the answers, one value after another; "floats", how many of those have to stay in float, try by try.
   */
  readonly part: "spans" | "errors" | "floats";
  /** How much of it is done. */
  readonly done: number;
  /** How much of it there is. */
  readonly of: number;
}

/** Hears how far the quantizing of a net is. */
export type OnQuantizing = (progress: QuantizingProgress) => void;

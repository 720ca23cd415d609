/** One ratio that a result file holds. */
import type { Spread } from "../../text/statistics.ts";

/** One ratio of a file; more is better. */
export interface FoundRatio {
  /** "traced-bfloat16 over pytorch-bfloat16" */
  readonly name: string;
  /** "train tresnet_m" */
  readonly work: string;
  /** Images in a step; 0 where the work has none. */
  readonly batchSize: number;
  /** What else must be the same for two ratios to be the same one, if either file has several. */
  readonly sizes: string;
  /** The ratio, with quartiles where it was measured round by round. */
  readonly spread: Spread;
  /** What a ratio depends on besides the code: "Node" → "20.19.0". */
  readonly conditions: ReadonlyMap<string, string>;
}

/** A ratio that was measured once. */
export function single(value: number): Spread {
  return { lower: value, median: value, upper: value };
}

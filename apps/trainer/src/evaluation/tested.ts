/** The final evaluation of a run, as its report needs it. */
import type { Dataset } from "@tresnet/data";
import type { AnyDatasetEvaluation } from "./evaluate-dataset.ts";

/** The best weights' scores. */
export interface Tested {
  readonly data: Dataset;
  /** What the images are: "test images". */
  readonly what: string;
  readonly result: AnyDatasetEvaluation;
}

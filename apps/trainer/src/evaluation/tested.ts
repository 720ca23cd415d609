/** The final evaluation of a run, as its report needs it. */
import type { Dataset } from "@tresnet/data";
import type { AnyDatasetEvaluation } from "./evaluate-dataset.ts";

/** Images with the heat of a class over each: the bytes of WebP files by index, of those that can be read. */
export type HeatPictures = (
  asked: readonly { readonly index: number; readonly label: number }[],
  /** Pixels of the longer side of each. */
  size: number,
) => Promise<ReadonlyMap<number, Uint8Array>>;

/** The best weights' scores. */
export interface Tested {
  readonly data: Dataset;
  /** What the images are: "test images". */
  readonly what: string;
  readonly result: AnyDatasetEvaluation;
  /** Draws where on images the model sees a class; undefined of a model that can't be asked. */
  readonly heatOf?: HeatPictures | undefined;
}

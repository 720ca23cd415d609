import { DataError, type DatasetSplits, type SelectOptions, selectImages } from "@tresnet/data";
import { UsageError } from "../errors.ts";

/**
 * What --classes and --train-per-class leave of a data set.
 * @throws UsageError when it can't be had: the data is all right, and what is asked of it is not.
 */
export function chosenImages(parts: DatasetSplits, options: SelectOptions): DatasetSplits {
  try {
    return selectImages(parts, options);
  } catch (error) {
    throw error instanceof DataError ? new UsageError(error.message, { cause: error }) : error;
  }
}

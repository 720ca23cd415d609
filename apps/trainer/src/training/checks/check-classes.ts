/** Checks of the data that a training names, and of its classes. */
import { type Dataset, shownName } from "@tresnet/data";
import { UsageError } from "../../errors.ts";
import { checkDataName } from "../../settings/check-data-name.ts";
import type { TrainOptions } from "../../settings/train-options.ts";

/** The data to train on, by its full name. @throws UsageError when none is given or there is no such kind. */
export function requireData({ data }: TrainOptions, command: string): string {
  if (data !== undefined) return checkDataName(data);
  throw new UsageError(
    `${command}: expected data to train on, got none. Try "tresnet ${command} synthetic" or "tresnet ${command} folder:PATH".`,
  );
}

/**
 * The number of outputs of the head.
 * @throws UsageError when the data has one class, or more than the settings want.
 */
export function checkClasses({ numClasses }: TrainOptions, data: Dataset): number {
  const found = data.classNames.length;
  if (found < 2) {
    throw new UsageError(
      `${data.name}: expected at least two classes, got ${found} (${data.classNames.map(shownName).join(", ")}). Add a folder for another class.`,
    );
  }
  if (numClasses !== undefined && numClasses < found) {
    throw new UsageError(`--num-classes: expected at least ${found}, the classes of ${data.name}, got ${numClasses}.`);
  }
  return numClasses ?? found;
}

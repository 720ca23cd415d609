/** Which task a training is of. */
import type { Dataset } from "@tresnet/data";
import type { TrainOptions } from "../../settings/train-options.ts";
import { classification } from "./classification.ts";
import type { TrainingTask } from "./task.ts";

/** What the settings ask for, else what the data is for. */
export function taskOf(_options: TrainOptions, _data: Dataset): TrainingTask {
  return classification;
}

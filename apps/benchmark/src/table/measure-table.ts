/**
 * Table 1 of the paper on this machine: its models in turns, in training and in inference, and the largest batch of
 * each.
 */

import { compete } from "../contest/compete.ts";
import type { Conditions } from "../contest/conditions.ts";
import { measureMemory } from "../memory/measure-memory.ts";
import type { OwnSideName, Task } from "../terms/cases.ts";
import type { Contest } from "../terms/measurement.ts";
import { type TableModel, tableModels } from "./paper-table.ts";

export interface TableOptions extends Conditions {
  /** @default all of the table; ratios are against the first */
  readonly models?: readonly TableModel[];
  readonly side: OwnSideName;
  readonly imageSize: number;
  readonly batchSize: number;
  readonly classes: number;
  readonly seed: number;
  /** Bytes; without it no largest batch is looked for. */
  readonly budget?: number | undefined;
}

/** The largest training batches within a budget of memory. */
export interface LargestBatches {
  /** Bytes. */
  readonly budget: number;
  /** By model. */
  readonly batches: Readonly<Record<string, number>>;
}

export interface TableMeasurement {
  /** Training, then inference; every result is named for its model. */
  readonly measurements: readonly [train: Contest, infer: Contest];
  readonly largestBatches: LargestBatches | null;
}

/**
 * Runs the measurement.
 * @throws Error when a side's process fails.
 */
export async function measureTable(options: TableOptions): Promise<TableMeasurement> {
  const { models = tableModels, side, imageSize, batchSize, classes, seed, budget, ...conditions } = options;
  const { onProgress = () => {} } = conditions;
  const contest = (task: Task) => {
    onProgress(task === "train" ? "training" : "inference");
    const entries = models.map((model) => ({
      name: model,
      side,
      case: { task, model, imageSize, batchSize, classes, seed },
    }));
    return compete({ ...conditions, entries, baselines: models.slice(0, 1) });
  };
  const measurements = [await contest("train"), await contest("infer")] as const;
  if (budget === undefined) return { measurements, largestBatches: null };
  const batches: Record<string, number> = {};
  for (const model of models) {
    onProgress(`largest batch of ${model}`);
    const { results } = await measureMemory({
      case: { task: "train", model, imageSize, classes, seed },
      batchSizes: [],
      sides: [side],
      budget,
      steps: 2,
      cores: conditions.cores,
      onProgress,
    });
    batches[model] = results[0]?.largestBatch ?? 0;
  }
  return { measurements, largestBatches: { budget, batches } };
}

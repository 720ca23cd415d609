/** Loads checkpoints under timm's names or the authors' into a model of the zoo. */
import type { Unwrapped } from "@tresnet/checkpoints";
import type { ImageClassifier } from "../models/image-classifier.ts";
import { type Differences, differencesOf, misfit } from "./differences.ts";
import { loadTensors } from "./load-tensors.ts";
import { openModelFile } from "./open-model-file.ts";
import { headKey } from "./timm-layout.ts";

/** How a checkpoint and a model differ, and how the checkpoint's weights lay in their file. */
export interface LoadReport extends Differences {
  /**
   * What the weights were taken out of: the wrappers' keys, averaged weights or raw ones, prefixes of names; absent
   * where they lay bare in the file. `describeUnwrapped` of `@tresnet/checkpoints` says it in words.
   */
  readonly unwrapped?: Unwrapped;
}

/** How `loadWeights` takes a file. */
export interface LoadWeightsOptions {
  /**
   * Whether everything must fit; "body" lets the head differ, false loads what fits and reports the rest.
   * @default true
   */
  readonly strict?: boolean | "body";
  /**
   * Takes averaged weights (EMA) where a checkpoint has them beside raw ones, as timm's `load_checkpoint` does; false
   * takes the raw ones.
   * @default true
   */
  readonly useEma?: boolean;
  /** The last sentence of the error of a checkpoint that does not fit: what the caller's user can do. */
  readonly advice?: string;
}

/**
 * Loads a checkpoint (any float dtype) into a model: a safetensors file, or one of PyTorch's (`.pth`, `.ckpt`), of
 * which nothing is executed; under timm's names, or the original authors', their heads for many labels included.
 *
 * A training's checkpoint is unwrapped first, and the report says how. Batch counts (`num_batches_tracked`) may be
 * absent. `strict: "body"` lets the head differ, for another number of classes; `strict: false` loads what fits and
 * reports the rest. Tensors that lay beside the model's in the file, such as a loss's own, are reported and no fault.
 * @throws CheckpointError when the file is broken or, if strict, when anything differs: then the first keys are listed,
 * with both shapes, the others counted, and no weight has changed.
 */
export async function loadWeights(
  model: ImageClassifier,
  file: string,
  { strict = true, useEma = true, advice }: LoadWeightsOptions = {},
): Promise<LoadReport> {
  const checkpoint = await openModelFile(file, { useEma });
  try {
    const { unwrapped } = checkpoint;
    const differing = strict === "body" ? { mayDiffer: headKey } : {};
    const differences = await loadTensors(model, file, checkpoint, { strict: strict !== false, ...differing, advice });
    return { ...differences, ...(unwrapped !== undefined && { unwrapped }) };
  } finally {
    await checkpoint.close();
  }
}

/**
 * Checks, without TensorFlow, that a file has all weights of a model and no others; a batch count may be absent.
 * @throws CheckpointError as `loadWeights` does.
 */
export async function checkWeights(model: ImageClassifier, file: string): Promise<void> {
  const checkpoint = await openModelFile(file);
  try {
    const differences = differencesOf(model, checkpoint);
    const { missing, unexpected, mismatched } = differences;
    if (missing.length + unexpected.length + mismatched.length > 0) throw misfit(model, file, checkpoint, differences);
  } finally {
    await checkpoint.close();
  }
}

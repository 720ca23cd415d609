/** A case's numbers as this process's tensors. */
import * as tf from "@tensorflow/tfjs-core";
import { readSafetensors, type TensorData } from "@tresnet/checkpoints";
import { type ImageClassifier, loadWeights, type ModelOptions } from "@tresnet/zoo";
import type { CaseFiles } from "./case-files.ts";
import type { BenchmarkCase } from "./cases.ts";
import { buildCaseModel } from "./variant-of.ts";

/** Model and batch; all of it is the caller's. */
export interface LoadedCase {
  readonly model: ImageClassifier;
  /** float32 [n, h, w, 3] */
  readonly images: tf.Tensor4D;
  /** int32 [n] */
  readonly labels: tf.Tensor1D;
}

/**
 * Reads both files.
 * @throws CheckpointError when they don't fit the case.
 */
export async function loadCase(
  options: BenchmarkCase,
  files: CaseFiles,
  modelOptions: ModelOptions = {},
): Promise<LoadedCase> {
  const { imageSize, batchSize } = options;
  const model = buildCaseModel(options, { numClasses: options.classes, ...modelOptions });
  await loadWeights(model, files.weights);
  const { tensors } = await readSafetensors(files.batch);
  return {
    model,
    images: tf.tensor4d(valuesOf(tensors, "images"), [batchSize, imageSize, imageSize, 3]),
    labels: tf.tensor1d(valuesOf(tensors, "labels"), "int32"),
  };
}

/** The numbers of a tensor of a file. @throws TypeError when there are none of that name. */
export function valuesOf(tensors: ReadonlyMap<string, TensorData>, name: string): Float32Array | Int32Array {
  const data = tensors.get(name)?.data;
  if (data instanceof Float32Array || data instanceof Int32Array) return data;
  throw new TypeError(
    `loadCase: expected the batch to have "${name}" as numbers, got ${[...tensors.keys()].join(", ")}.`,
  );
}

/** Loads checkpoints under timm's names or the authors': compares every key and shape first, then changes weights. */

import { namedWeights } from "@tresnet/blocks";
import { CheckpointError, openTensorFile, type TensorFile, toFloat32 } from "@tresnet/checkpoints";
import type { ImageClassifier } from "../models/image-classifier.ts";
import { isMiilFile, miilAsTimm } from "./miil-layout.ts";
import { batchNormsOf, stateDictOf } from "./state-dict.ts";
import { fromTimm, headKey } from "./timm-layout.ts";

/** What `loadWeights` loaded, and how checkpoint and model differ. */
export interface LoadReport {
  /** Keys whose weights were loaded. */
  readonly loaded: readonly string[];
  /** Keys of the model that the file does not have. */
  readonly missing: readonly string[];
  /** Keys of the file that the model does not have. */
  readonly unexpected: readonly string[];
  /** Keys that both have, with different shapes or number formats. */
  readonly mismatched: readonly { readonly key: string; readonly expected: string; readonly actual: string }[];
}

/**
 * Loads a checkpoint (float32, float16 or bfloat16) into a model: a safetensors file, or a state dict of PyTorch's
 * (`.pth`), of which nothing is executed; under timm's names, or the original authors'.
 *
 * Batch counts (`num_batches_tracked`) may be absent. `strict: "body"` lets the head differ, for another number of
 * classes; `strict: false` loads what fits and reports the rest.
 * @throws CheckpointError when the file is broken or, if strict, when anything differs: then every key is listed, with
 * both shapes, and no weight has changed.
 */
export async function loadWeights(
  model: ImageClassifier,
  file: string,
  { strict = true }: { readonly strict?: boolean | "body" } = {},
): Promise<LoadReport> {
  const opened = await openTensorFile(file);
  const checkpoint = isMiilFile(opened) ? miilAsTimm(opened) : opened;
  try {
    const report = compare(model, checkpoint);
    if (strict !== false) refuseDifferences(model, file, strict === "body" ? withoutHead(report) : report);
    const weights = namedWeights(model);
    const norms = batchNormsOf(model);
    for (const key of report.loaded) {
      const tensor = await checkpoint.read(key);
      const weight = weights.get(key);
      weight?.assign(fromTimm(toFloat32(tensor), weight.shape));
      const norm = norms.get(key);
      if (norm !== undefined) norm.batchesTracked = BigInt(tensor.data[0] ?? 0);
    }
    return report;
  } finally {
    await checkpoint.close();
  }
}

function compare(model: ImageClassifier, { entries }: TensorFile): LoadReport {
  const expected = stateDictOf(model);
  const mismatched = [...expected].flatMap(([key, tensor]) => {
    const entry = entries.get(key);
    if (entry === undefined) return [];
    const floats = ["F32", "F16", "BF16"].includes(entry.dtype);
    const fits =
      String(entry.shape) === String(tensor.shape) && (tensor.dtype === "F32" ? floats : entry.dtype === "I64");
    return fits ? [] : [{ key, expected: describe(tensor), actual: describe(entry) }];
  });
  const differing = new Set(mismatched.map(({ key }) => key));
  const keys = [...expected.keys()];
  return {
    loaded: keys.filter((key) => entries.has(key) && !differing.has(key)),
    missing: keys.filter((key) => !entries.has(key) && expected.get(key)?.dtype === "F32"),
    unexpected: [...entries.keys()].filter((key) => !expected.has(key)),
    mismatched,
  };
}

function withoutHead({ loaded, missing, unexpected, mismatched }: LoadReport): LoadReport {
  const isBody = (key: string) => !headKey.test(key);
  return {
    loaded,
    missing: missing.filter(isBody),
    unexpected: unexpected.filter(isBody),
    mismatched: mismatched.filter(({ key }) => isBody(key)),
  };
}

function refuseDifferences(
  model: ImageClassifier,
  file: string,
  { missing, unexpected, mismatched }: LoadReport,
): void {
  if (missing.length + unexpected.length + mismatched.length === 0) return;
  const lines = [
    ...mismatched.map(({ key, expected, actual }) => `  ${key}: expected ${expected}, got ${actual}`),
    ...missing.map((key) => `  ${key}: missing`),
    ...unexpected.map((key) => `  ${key}: unexpected`),
  ];
  throw new CheckpointError(
    `${file} does not fit ${model.name} with ${model.numClasses} classes:\n${lines.join("\n")}\nChoose the model and the number of classes that it was saved from, or load what fits with strict: false.`,
  );
}

function describe({ dtype, shape }: { readonly dtype: string; readonly shape: readonly number[] }): string {
  return `${dtype} [${shape.join(", ")}]`;
}

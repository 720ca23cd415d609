/**
 * The weights and the batch of a case as files, so that every side, in whatever language, starts from the same numbers.
 */
import path from "node:path";
import { type LazyTensorData, type TensorData, writeSafetensors } from "@tresnet/checkpoints";
import { encodeDescription } from "@tresnet/detection";
import { stateDictOf } from "@tresnet/zoo";
import type { BenchmarkCase, OnnxSide } from "./cases.ts";
import { buildCaseDetector } from "./detection/build-case-detector.ts";
import { objectsOfCase } from "./detection/case-objects.ts";
import { uniformValues } from "./random-values.ts";
import { buildCaseModel } from "./variant-of.ts";

/** Where a case's numbers are. */
export interface CaseFiles {
  /** A timm-named checkpoint; of a detector with its description. */
  readonly weights: string;
  /**
   * `images` float32 [n, h, w, 3] and `labels` int32 [n]; of a detector `labels` int32 [objects], `boxes` float32
   * [objects, 4] in pixels and `counts` int32 [n], the objects of each image.
   */
  readonly batch: string;
  /** The ONNX exports that sides run, by their number format; absent where none does. */
  readonly onnx?: { readonly [Format in OnnxSide["precision"]]?: string };
}

/**
 * Writes both files into `folder`; of a case with a checkpoint the batch alone.
 *
 * No weight is a special number: with fresh weights the last scale of every block is 0, and what is wrong inside of a
 * block would not show in the logits.
 * @throws CheckpointError when they can't be written.
 */
export async function writeCaseFiles(folder: string, options: BenchmarkCase): Promise<CaseFiles> {
  const weights = options.checkpoint ?? path.join(folder, "weights.safetensors");
  if (options.checkpoint === undefined) {
    const described = options.detector ? encodeDescription(buildCaseDetector(options)) : {};
    await writeSafetensors(weights, weightsOfCase(options), { format: "pt", ...described });
  }
  return { weights, batch: await writeBatchFile(folder, options) };
}

/**
 * Writes the batch alone, for a case whose weights are there, and gives its path.
 * @throws CheckpointError when it can't be written.
 */
export async function writeBatchFile(folder: string, options: BenchmarkCase): Promise<string> {
  const file = path.join(folder, `batch-${options.batchSize}.safetensors`);
  await writeSafetensors(file, batchOfCase(options));
  return file;
}

function weightsOfCase(options: BenchmarkCase): Map<string, LazyTensorData> {
  const { classes, seed } = options;
  const model = options.detector ? buildCaseDetector(options) : buildCaseModel(options, { numClasses: classes });
  const state = stateDictOf(model);
  return new Map(
    [...state].map(([key, tensor], index) => {
      const scale = isLastOfBlock(key, state) ? 0.2 : 1;
      const data = () => valuesOf(key, tensor.shape, scale, seed * state.size + index);
      return [key, tensor.dtype === "F32" ? { ...tensor, data } : tensor];
    }),
  );
}

/**
 * Whether a key is the scale of the last batch norm of a residual branch. Those are small, so that a deep net's
 * gradients are not large: then rounding would grow from step to step until no two sides agree.
 */
function isLastOfBlock(key: string, state: ReadonlyMap<string, unknown>): boolean {
  const [, block, inTResNet, inResNet] = /^(.*layer\d\.\d+)\.(?:conv(\d)\.bn|bn(\d))\.weight$/.exec(key) ?? [];
  const number = Number(inTResNet ?? inResNet);
  const next = `${block}.conv${number + 1}`;
  return block !== undefined && !state.has(`${next}.weight`) && !state.has(`${next}.conv.weight`);
}

/** First values of a weight by its key and timm's shape; batch norm's scales are around `scale`. */
function valuesOf(key: string, shape: readonly number[], scale: number, seed: number): Float32Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (key.endsWith("running_var")) return new Float32Array(count).fill(1);
  if (key.endsWith("running_mean")) return new Float32Array(count);
  // Objects begin rare, as in every detector: else all losses are those of the background.
  if (key.endsWith("cls_logits.bias")) return new Float32Array(count).fill(-4.6);
  if (key.endsWith(".bias")) return uniformValues(count, 0.1, seed);
  // What is left of one dimension are batch norm's scales.
  if (shape.length === 1) return uniformValues(count, 0.2 * scale, seed).map((value) => scale + value);
  const [outChannels = 1] = shape;
  return uniformValues(count, Math.sqrt((shape.length === 4 ? 2 : 1) / (count / outChannels)), seed);
}

/** The images of a case, [n, h, w, 3]: those of a larger batch begin with those of a smaller one. */
export function imagesOfCase({
  imageSize,
  batchSize,
  seed,
}: Pick<BenchmarkCase, "imageSize" | "batchSize" | "seed">): Float32Array {
  return uniformValues(batchSize * imageSize ** 2 * 3, 1, seed + 1);
}

function batchOfCase(options: BenchmarkCase): Map<string, TensorData> {
  const { imageSize, batchSize, classes } = options;
  const shape = [batchSize, imageSize, imageSize, 3];
  const images = imagesOfCase(options);
  if (options.detector) {
    return new Map([["images", { dtype: "F32", shape, data: images }], ...objectsOfCase(options)]);
  }
  const labels = Int32Array.from({ length: batchSize }, (_, index) => (index * 7) % classes);
  return new Map([
    ["images", { dtype: "F32", shape, data: images }],
    ["labels", { dtype: "I32", shape: [batchSize], data: labels }],
  ]);
}

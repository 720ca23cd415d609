/** How the images of a run become batches: what the options leave open is decided by the data. */
import {
  type Dataset,
  datasetOf,
  type EvalTransform,
  evalTransform,
  isMultiLabel,
  type TrainTransform,
  trainTransform,
} from "@tresnet/data";
import { architectureOf, type ImageClassifier, type Preprocessing } from "@tresnet/zoo";
import { alone, type Team } from "../cluster/team.ts";
import { wholeBatchOf } from "../cluster/whole-batch.ts";
import type { SavedHead, SavedModel } from "../run-directory/checkpoint-metadata.ts";
import { augmentationSettings } from "../settings/augmentation/augmentation-options.ts";
import { classifierOf } from "../settings/detection/detector-name.ts";
import type { TrainOptions } from "../settings/train-options.ts";

/** Below this size a center crop would throw away what little there is. */
const smallPixels = 128;

/** What is saved with the weights: how an image is made ready, and what the classes are. */
export function savedModel(
  options: TrainOptions,
  model: Preprocessing & Pick<ImageClassifier, "numClasses">,
  data: Dataset,
): SavedModel {
  const size = imageSize(options, model);
  const head = savedHead(options, model.numClasses);
  return {
    model: architectureOf(classifierOf(options.model)),
    classNames: [...data.classNames],
    numClasses: model.numClasses,
    imgSize: size,
    cropMode: options.cropMode,
    cropPct: options.cropPct ?? (size < smallPixels ? 1 : model.cropPct),
    mean: toTriple(options.mean ?? model.mean),
    std: toTriple(options.std ?? model.std),
    ...(isMultiLabel(data) && { task: "multi-label" }),
    ...(head !== undefined && { head }),
  };
}

/** What is saved of a head that is not a linear one. */
export function savedHead(options: TrainOptions, classes: number): SavedHead | undefined {
  const { head, decoderGroups, decoderEmbedding } = options;
  if (head === "linear") return undefined;
  return { kind: head, groups: Math.min(decoderGroups, classes), embedding: decoderEmbedding };
}

/** Side of the input, pixels. */
export function imageSize(options: TrainOptions, model: Pick<ImageClassifier, "inputSize">): number {
  return options.imgSize ?? rowOf(options)?.inputSize ?? model.inputSize;
}

export function evaluationTransform(saved: SavedModel): EvalTransform {
  const { imgSize, cropMode, cropPct, interpolation, mean, std } = saved;
  return evalTransform({
    size: imgSize,
    mode: cropMode,
    cropPct,
    mean,
    std,
    ...(interpolation !== undefined && { interpolation }),
  });
}

/** The random transform that the options describe. */
export function trainingTransform(
  options: TrainOptions,
  saved: Pick<SavedModel, "imgSize" | "mean" | "std" | "cropMode" | "cropPct">,
): TrainTransform {
  const { imgSize, mean, std, cropMode, cropPct } = saved;
  if (!options.aug) {
    const crop = { kind: "evaluation", mode: cropMode, cropPct } as const;
    return trainTransform({ size: imgSize, mean, std, crop, hflip: 0, fastDecode: options.fastDecode });
  }
  const { scale, ratio, padding } = options;
  const mode = options.trainCropMode ?? (rowOf(options)?.trainCrop === "padded" ? "pad" : "rrc");
  return trainTransform({
    size: imgSize,
    mean,
    std,
    hflip: options.hflip,
    vflip: options.vflip,
    quarterTurns: options.quarterTurns,
    fastDecode: options.fastDecode,
    crop:
      mode === "pad"
        ? { kind: "padded", padding, border: "reflect" }
        : { kind: "random-resized", scale: toPair(scale), ratio: toPair(ratio) },
    ...augmentationSettings(options),
  });
}

/** What all loaders of a run have in common, in one of the processes that train together. */
export function loaderOptions(options: TrainOptions, { task, size, cores }: Team = alone) {
  const { workers, onBroken, cacheImages, seed } = options;
  const cache = cacheImages === "auto" ? "auto" : cacheImages === "on";
  const batchSize = Math.ceil(wholeBatchOf(options) / size);
  const share = size === 1 ? undefined : { index: task, count: size };
  return { batchSize, workers, cores, onBroken, cache, seed, share } as const;
}

/** What the loader of the training images has besides: the whole batch is one that a run keeps. */
export function trainLoaderOptions(options: TrainOptions, data: Dataset, team: Team) {
  const images = wholeBatchOf(options);
  const shared = loaderOptions(options, team);
  return { ...shared, share: shared.share && { ...shared.share, images }, dropLast: data.length >= images } as const;
}

/**
 * Weights that make every class count alike: images / (classes · images of the class); 0 for a class without images.
 */
export function balancedClassWeights(data: Dataset, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let index = 0; index < data.length; index++) {
    const label = data.label(index);
    counts[label] = (counts[label] ?? 0) + 1;
  }
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 0 : data.length / (present * count)));
}

/** What the table of data sets says of the data. */
function rowOf({ data = "" }: TrainOptions) {
  return datasetOf(data)?.row;
}

function toTriple([a = 0, b = 0, c = 0]: readonly number[]): [number, number, number] {
  return [a, b, c];
}

function toPair([a = 0, b = 1]: readonly number[]): [number, number] {
  return [a, b];
}

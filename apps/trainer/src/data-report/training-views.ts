/** What a training will see of some images, taken from the loader that it would use. */
import { type Batch, BatchLoader, type Dataset, isMultiLabel, mixBatch, type Pixels } from "@tresnet/data";
import { loaderOptions, trainingTransform } from "../images/data-plan.ts";
import { mixes } from "../images/inputs-of.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import type { TrainOptions } from "../settings/train-options.ts";

/** A class, and the share of it that the training's label has. */
export interface ClassShare {
  /** The name of the class. */
  readonly name: string;
  /** The share of the label that the class has, above 0 to 1; in multi-label data always 1. */
  readonly share: number;
}

/** One image as one epoch of the training gets it. */
export interface TrainingView {
  /** Counted from 0. */
  readonly epoch: number;
  /** uint8 [size, size, 3], normalization undone. */
  readonly pixels: Pixels;
  /** Largest share first; in multi-label data every class with share 1. */
  readonly label: readonly ClassShare[];
}

/** An image and its views. */
export interface ViewedImage {
  /** The position of the image in the data, counted from 0. */
  readonly index: number;
  /** What reports call the image: the path of its file, else name and number. */
  readonly id: string;
  /** What the first epochs that have the image make of it, in the order of the epochs. */
  readonly views: readonly TrainingView[];
}

export interface TrainingViewsOptions {
  readonly options: TrainOptions;
  readonly saved: Pick<SavedModel, "imgSize" | "mean" | "std" | "cropMode" | "cropPct">;
  /** Columns of the targets. */
  readonly classes: number;
  /** Images: the first that the training shows. */
  readonly count: number;
  /** Views of each. */
  readonly versions: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Epochs searched for views: with --balanced an epoch leaves images of large classes out, and a dropped last batch any.
 */
const mostEpochs = 1000;

/**
 * The first images of the training's first epoch, each as the first epochs that have it get it.
 *
 * Random numbers belong to seed, epoch and image, and a mixture to the batch's number: so a view needs no more of its
 * batch than the image itself and the one it is mixed with.
 * @throws BrokenImageError (onBroken "fail"), DataError.
 */
export async function trainingViews(data: Dataset, wanted: TrainingViewsOptions): Promise<ViewedImage[]> {
  const { options, saved, count, versions, onProgress } = wanted;
  const transform = trainingTransform(options, saved);
  const loader = new BatchLoader(data, {
    ...loaderOptions(options),
    batchSize: 1,
    prefetch: 1,
    balanced: options.balanced,
    transform,
  });
  const seen = seenIn(loader, data.length, options.batchSize);
  const images: ViewedImage[] = [];
  const total = Math.min(count, data.length) * versions;
  try {
    for (const index of new Set(seen(0))) {
      if (images.length === count) break;
      const views = await viewsOf(index, loader, data, { wanted, seen });
      if (views.length > 0) images.push({ index, id: data.id(index), views });
      onProgress?.(images.length * versions, total);
    }
    return images;
  } finally {
    await loader.close();
  }
}

type SeenIn = (epoch: number) => Uint32Array;

/** The images of an epoch that training sees: without a last batch that is not full. */
function seenIn(loader: BatchLoader, length: number, batchSize: number): SeenIn {
  const whole = Math.floor(length / batchSize) * batchSize;
  const orders = new Map<number, Uint32Array>();
  return (epoch) => {
    const order = orders.get(epoch) ?? loader.order(epoch).subarray(0, whole === 0 ? length : whole);
    orders.set(epoch, order);
    return order;
  };
}

/** The views of an image; none if it is broken. */
async function viewsOf(
  index: number,
  loader: BatchLoader,
  data: Dataset,
  { wanted, seen }: { readonly wanted: TrainingViewsOptions; readonly seen: SeenIn },
): Promise<TrainingView[]> {
  const views: TrainingView[] = [];
  for (let epoch = 0; epoch < mostEpochs && views.length < wanted.versions; epoch++) {
    const order = seen(epoch);
    const position = order.indexOf(index);
    if (position < 0) continue;
    const image = await at(loader, { wanted, epoch, position });
    if (image.indices[0] !== index) return []; // another one stands in for it
    views.push(await viewed(image, loader, data, { wanted, epoch, position, seen: order.length }));
  }
  return views;
}

interface Place {
  readonly wanted: TrainingViewsOptions;
  readonly epoch: number;
  readonly position: number;
}

/** The image as it is, or mixed with the one that its batch holds against it. */
async function viewed(
  image: Batch,
  loader: BatchLoader,
  data: Dataset,
  { wanted, epoch, position, seen }: Place & { readonly seen: number },
): Promise<TrainingView> {
  const { options, saved, classes } = wanted;
  if (!mixes(options)) {
    return { epoch, pixels: denormalized(image.images, saved), label: labelOf(data, image) };
  }
  const number = Math.floor(position / options.batchSize);
  const start = number * options.batchSize;
  const end = Math.min(seen, start + options.batchSize);
  const opposite = start + (end - 1 - position);
  const batch = opposite === position ? image : pair(image, await at(loader, { wanted, epoch, position: opposite }));
  const { mixup, cutmix, seed } = options;
  const mixed = mixBatch({ ...batch, number }, { mixup, cutmix, seed, epoch, classes });
  const label = Array.from(mixed.targets.subarray(0, classes), (share, k) => ({ name: nameOf(data, k), share }))
    .filter(({ share }) => share > 0)
    .sort((one, other) => other.share - one.share);
  return { epoch, pixels: denormalized(mixed.images.subarray(0, image.images.length), saved), label };
}

/** The batch of one image at a position of the epoch. */
async function at(loader: BatchLoader, { epoch, wanted, position }: Place): Promise<Batch> {
  for await (const batch of loader.epoch(epoch, { startBatch: position, signal: wanted.signal })) return batch;
  throw new Error(`trainingViews: epoch ${epoch} has no position ${position}.`);
}

function pair(one: Batch, other: Batch): Batch {
  const [, height, width, channels] = one.shape;
  return {
    images: joined(one.images, other.images),
    labels: Int32Array.of(...one.labels, ...other.labels),
    indices: Int32Array.of(...one.indices, ...other.indices),
    shape: [2, height, width, channels],
    number: one.number,
  };
}

function joined(one: Float32Array, other: Float32Array): Float32Array {
  const both = new Float32Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

function labelOf(data: Dataset, { indices, labels }: Batch): ClassShare[] {
  const [index = 0] = indices;
  const classes = isMultiLabel(data) ? data.labels(index) : labels;
  return Array.from(classes, (k) => ({ name: nameOf(data, k), share: 1 }));
}

/** Outputs beyond the data's classes are the head's spare ones. */
function nameOf({ classNames }: Dataset, k: number): string {
  return classNames[k] ?? `class ${k}`;
}

/** float32 [size, size, 3] → uint8 [size, size, 3] */
export function denormalized(
  values: Float32Array,
  { imgSize, mean, std }: Pick<TrainingViewsOptions["saved"], "imgSize" | "mean" | "std">,
): Pixels {
  const data = new Uint8Array(values.length);
  for (const [i, value] of values.entries()) {
    const byte = Math.round(255 * (value * (std[i % 3] ?? 1) + (mean[i % 3] ?? 0)));
    data[i] = Math.max(0, Math.min(255, byte));
  }
  return { data, width: imgSize, height: imgSize, channels: 3 };
}

/** Mixes the images of a batch with each other, and their labels likewise. */

import { DataError } from "../errors.ts";
import { type Random, random } from "../random.ts";
import type { Batch } from "./batch.ts";
import { symmetricBeta } from "./beta.ts";

/** How the images of a batch are mixed. */
export interface MixOptions {
  /** Alpha of mixup's beta distribution, 0 or more; 0: no mixup. */
  readonly mixup: number;
  /** Alpha of cutmix's beta distribution; 0: no cutmix. With both, either is taken for half of the batches. */
  readonly cutmix: number;
  /** The number of classes: columns of the targets. */
  readonly classes: number;
  /** The seed that decides the mixture, together with the epoch and the batch's number. */
  readonly seed: number;
  /** The epoch, counted from 0. */
  readonly epoch: number;
}

/** A batch whose images are mixtures. */
export interface MixedBatch {
  /** The mixed images, float32 [n, h, w, 3]. */
  readonly images: Float32Array<ArrayBuffer>;
  /** The share that each class has in each image, float32 [n, classes]; rows add up to 1. */
  readonly targets: Float32Array<ArrayBuffer>;
}

/**
 * Mixes image i with image n − 1 − i, all by one share, as timm does by batch; the batch stays as it is.
 *
 * Mixup blends both: share · one + (1 − share) · other. Cutmix puts a rectangle of the other into the one, at the same
 * place; the share is what is left outside of it.
 * @throws DataError when an alpha is below 0 or not finite, or a label is no class.
 * @see Zhang et al. 2018, https://arxiv.org/abs/1710.09412; Yun et al. 2019, https://arxiv.org/abs/1905.04899
 */
export function mixBatch(batch: Batch, options: MixOptions): MixedBatch {
  const { mixup, cutmix, seed, epoch } = options;
  for (const [name, alpha] of Object.entries({ mixup, cutmix })) {
    if (!(alpha >= 0 && alpha < Number.POSITIVE_INFINITY)) {
      throw new DataError(`mixBatch: ${name} must be a number of 0 or more, got ${alpha}. 0 turns it off.`);
    }
  }
  const draws = random(seed, epoch, batch.number, 1);
  const cuts = mixup > 0 && cutmix > 0 ? draws.next() < 0.5 : cutmix > 0;
  const alpha = cuts ? cutmix : mixup;
  const wanted = alpha === 0 ? 1 : symmetricBeta(alpha, draws);
  const images = Float32Array.from(batch.images);
  const share = cuts ? pasteRectangles(images, batch, wanted, draws) : blend(images, batch, wanted);
  return { images, targets: mixedTargets(batch, options.classes, share) };
}

/** Writes the blended images and returns the share of the first. */
function blend(images: Float32Array, { images: source, shape: [n] }: Batch, share: number): number {
  if (share === 1) return share;
  const length = source.length / n;
  for (let image = 0; image < n; image++) {
    const [to, other] = [image * length, (n - 1 - image) * length];
    for (let i = 0; i < length; i++) {
      images[to + i] = share * (source[to + i] ?? 0) + (1 - share) * (source[other + i] ?? 0);
    }
  }
  return share;
}

/** Writes the rectangles, of about 1 − share of the area, and returns the share that is really left. */
function pasteRectangles(
  images: Float32Array,
  { images: source, shape: [n, height, width, channels] }: Batch,
  share: number,
  draws: Random,
): number {
  const side = Math.sqrt(1 - share);
  const [top, bottom] = interval(height, Math.floor(height * side), draws.integer(height));
  const [left, right] = interval(width, Math.floor(width * side), draws.integer(width));
  for (let image = 0; image < n; image++) {
    for (let y = top; y < bottom; y++) {
      const row = (index: number) => ((index * height + y) * width + left) * channels;
      const from = row(n - 1 - image);
      images.set(source.subarray(from, from + (right - left) * channels), row(image));
    }
  }
  return 1 - ((bottom - top) * (right - left)) / (height * width);
}

/** `length` pixels around a centre, cut off at the image's borders. */
function interval(size: number, length: number, centre: number): [from: number, to: number] {
  const from = centre - Math.floor(length / 2);
  return [Math.max(0, from), Math.min(size, centre + Math.floor(length / 2))];
}

function mixedTargets({ labels }: Batch, classes: number, share: number): Float32Array<ArrayBuffer> {
  const targets = new Float32Array(labels.length * classes);
  for (const [image, label] of labels.entries()) {
    const other = labels[labels.length - 1 - image] ?? label;
    for (const [k, part] of [[label, share] as const, [other, 1 - share] as const]) {
      if (k < 0 || k >= classes) {
        throw new DataError(`mixBatch: expected labels from 0 to ${classes - 1}, got ${k} for image ${image}.`);
      }
      const at = image * classes + k;
      targets[at] = (targets[at] ?? 0) + part;
    }
  }
  return targets;
}

import { ExportError } from "../errors.ts";
import type { ExportedNet, ImageBatch } from "./exported-net.ts";

/** How two nets are compared. */
export interface CheckExportOptions {
  /** The greatest deviation that is no error, as a share of the greatest value. */
  readonly limit: number;
  /** What an image's values answer, to count the answers that agree. @default the place of the greatest */
  readonly answer?: ((values: Float32Array) => string) | undefined;
}

/** What a check found. */
export interface ExportCheck {
  /** What ran the export, such as "onnxruntime-node 1.30.0". */
  readonly runtime: string;
  /** The number of images that both were asked. */
  readonly images: number;
  /** The greatest difference between two values, as a share of the model's greatest value. */
  readonly deviation: number;
  /** The deviation that would have been an error. */
  readonly limit: number;
  /** The share of images with the same answer, 0 to 1. */
  readonly agreement: number;
}

/**
 * Compares the answers of an export with those of the model that it was made of.
 * @throws ExportError when they are further apart than the limit, have other numbers of values, or values that are no
 * numbers.
 */
export async function checkExport(
  model: ExportedNet,
  exported: ExportedNet,
  batches: readonly ImageBatch[],
  { limit, answer = greatest }: CheckExportOptions,
): Promise<ExportCheck> {
  let [images, difference, size, agreeing] = [0, 0, 0, 0];
  for (const batch of batches) {
    const [ours, theirs] = [await model.run(batch), await exported.run(batch)];
    if (ours.length !== theirs.length || ours.length === 0) {
      throw new ExportError(
        `checkExport: expected ${ours.length} values of ${exported.runtime}, got ${theirs.length}.`,
      );
    }
    const [n] = batch.shape;
    const classes = ours.length / n;
    for (const [index, value] of ours.entries()) {
      const apart = Math.abs(value - (theirs[index] ?? 0));
      // Written so that no number counts as an infinite difference.
      if (!(apart <= difference)) difference = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart;
      size = Math.max(size, Math.abs(value));
    }
    for (let image = 0; image < n; image += 1) {
      const of = (values: Float32Array) => answer(values.subarray(image * classes, (image + 1) * classes));
      if (of(ours) === of(theirs)) agreeing += 1;
    }
    images += n;
  }
  const deviation = size === 0 ? difference : difference / size;
  const check: ExportCheck = { runtime: exported.runtime, images, deviation, limit, agreement: agreeing / images };
  if (deviation <= limit) return check;
  throw new ExportError(
    `checkExport: expected answers within ${limit} of the greatest value, got ${deviation.toPrecision(2)} from ${exported.runtime} on ${images} images (${agreeing} same answers). The export does not compute what the model does.`,
  );
}

function greatest(values: Float32Array): string {
  return String(values.indexOf(values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)));
}

/** What a linear classifier says of each image when it was trained on the others. */
import * as tf from "@tensorflow/tfjs-core";
import { probeProbabilities } from "./linear-probe.ts";

/** Images as features, with their labels and folds. */
export interface CrossValidated {
  /** The features of each image, all of one length. */
  readonly features: readonly Float32Array[];
  readonly labels: readonly number[];
  /** The fold of each image, from 0. */
  readonly fold: Int32Array;
  readonly folds: number;
  readonly classes: number;
}

/**
 * The probabilities of each image, row-major [images, classes], by a classifier that was trained on the other folds.
 * @throws the signal's reason when it is aborted.
 */
export async function crossValidate(
  { features, labels, fold, folds, classes }: CrossValidated,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
): Promise<Float32Array> {
  const probabilities = new Float32Array(features.length * classes);
  const rowsOf = (images: readonly number[]): tf.Tensor2D => {
    const width = features[0]?.length ?? 0;
    const values = new Float32Array(images.length * width);
    for (const [row, image] of images.entries()) values.set(features[image] ?? [], row * width);
    return tf.tensor2d(values, [images.length, width]);
  };
  for (let held = 0; held < folds; held++) {
    signal.throwIfAborted();
    const [known, asked] = [[] as number[], [] as number[]];
    for (let image = 0; image < features.length; image++) (fold[image] === held ? asked : known).push(image);
    if (asked.length > 0) {
      const [knownRows, askedRows] = [rowsOf(known), rowsOf(asked)];
      const knownLabels = known.map((image) => labels[image] ?? 0);
      const found = await probeProbabilities({ rows: knownRows, labels: knownLabels }, askedRows, { classes });
      tf.dispose([knownRows, askedRows]);
      for (const [row, image] of asked.entries()) {
        probabilities.set(found.subarray(row * classes, (row + 1) * classes), image * classes);
      }
    }
    onProgress(held + 1, folds);
  }
  return probabilities;
}

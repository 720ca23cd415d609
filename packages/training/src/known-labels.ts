/** Makes TensorFlow fail at a label that is no class: one-hot it is a row of zeros, and the loss a wrong number. */
import * as tf from "@tensorflow/tfjs-core";
import { attr, runOp, TensorFlowError } from "@tresnet/engine";

const mark = "tresnet labels of";
const marked = new RegExp(`${mark} (\\d+) classes : `);

/**
 * Passes labels int32 [n] on, or makes TensorFlow fail when one is outside of 0 to classes − 1.
 *
 * It costs a few ops on n numbers. What is computed of the result is not computed when the check fails, so that a
 * traced step changes nothing.
 */
export function knownLabels(labels: tf.Tensor1D, classes: number): tf.Tensor1D {
  return tf.tidy(() => {
    const known = tf.logicalAnd(tf.greaterEqual(labels, 0), tf.less(labels, classes)); // [n]
    const faults = tf.where(known, 0, Number.NaN); // [n]
    const [none = faults] = runOp("CheckNumericsV2", [faults], {
      T: attr.type("float32"),
      message: `${mark} ${classes} classes`,
    });
    return tf.add<tf.Tensor1D>(labels, tf.cast(tf.reshape(none, labels.shape), "int32"));
  });
}

/**
 * The error that a failed `knownLabels` stands for: a RangeError that names the first label of `labels` that is no
 * class, and which image's it is. Any other error is returned as it is.
 */
export async function explainUnknownLabel(who: string, error: unknown, labels: tf.Tensor): Promise<unknown> {
  const [, count] = error instanceof TensorFlowError ? (marked.exec(error.message) ?? []) : [];
  if (count === undefined) return error;
  const classes = Number(count);
  const values = await labels.data();
  const image = values.findIndex((label) => label < 0 || label >= classes);
  return new RangeError(
    `${who}: expected labels from 0 to ${classes - 1}, for ${classes} classes, got ${values[image]} for image ${image} of the batch. ` +
      "Check the labels, or make the model for more classes.",
    { cause: error },
  );
}

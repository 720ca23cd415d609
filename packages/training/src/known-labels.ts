/** Makes TensorFlow fail at a label that can't be, whose loss would be a number, and wrong. */
import * as tf from "@tensorflow/tfjs-core";
import { attr, runOp, TensorFlowError } from "@tresnet/engine";

const mark = "tresnet labels of";
const marked = new RegExp(`${mark} (\\d+) classes : `);
const shareMark = "tresnet shares of classes";
const boxMark = "tresnet classes of boxes below";
const markedBoxes = new RegExp(`${boxMark} (\\d+) : `);
/** What sums of shares may be above 1. */
const rounding = 1e-5;

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

/** Passes targets float32 [n, classes] on, or makes TensorFlow fail when one is NaN or outside of 0 to 1. */
export function knownShares(targets: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const known = tf.logicalAnd(tf.greaterEqual(targets, 0), tf.lessEqual(targets, 1 + rounding)); // [n, classes]
    const marked = tf.where(known, targets, Number.NaN);
    const [checked = marked] = runOp("CheckNumericsV2", [marked], { T: attr.type("float32"), message: shareMark });
    return tf.reshape(checked, targets.shape);
  });
}

/**
 * Passes classes of boxes on, float32 whole numbers with −1 for none, or makes TensorFlow fail when one is outside of
 * −1 to classes − 1.
 */
export function knownBoxClasses<T extends tf.Tensor>(labels: T, classes: number): T {
  return tf.tidy(() => {
    const known = tf.logicalAnd(tf.greaterEqual(labels, -1), tf.less(labels, classes));
    const faults = tf.where(known, labels, Number.NaN);
    const [checked = faults] = runOp("CheckNumericsV2", [faults], {
      T: attr.type("float32"),
      message: `${boxMark} ${classes}`,
    });
    return tf.reshape(checked, labels.shape) as T;
  });
}

/**
 * The error that a failed `knownLabels`, `knownShares` or `knownBoxClasses` stands for: a RangeError that names the
 * first of `labels` that can't be, and which image's it is. Any other error is returned as it is.
 */
export async function explainUnknownLabel(who: string, error: unknown, labels: tf.Tensor): Promise<unknown> {
  if (error instanceof TensorFlowError && error.message.includes(`${shareMark} : `)) {
    return unknownShare(who, error, labels);
  }
  const [, boxClasses] = error instanceof TensorFlowError ? (markedBoxes.exec(error.message) ?? []) : [];
  if (boxClasses !== undefined) return unknownBoxClass(who, error, labels, Number(boxClasses));
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

async function unknownShare(who: string, cause: TensorFlowError, targets: tf.Tensor): Promise<RangeError> {
  const [, classes = 1] = targets.shape;
  const values = await targets.data();
  const place = values.findIndex((value) => !(value >= 0 && value <= 1 + rounding));
  return new RangeError(
    `${who}: expected targets from 0 to 1, got ${values[place]} for class ${place % classes} of image ${Math.floor(place / classes)} of the batch. ` +
      "Check the labels.",
    { cause },
  );
}

/** `targets` are those of `fcosObjective`, [n, locations, 6]: the class comes first. */
async function unknownBoxClass(who: string, cause: unknown, targets: tf.Tensor, classes: number): Promise<RangeError> {
  const [, locations = 1, values = 1] = targets.shape;
  const rows = await targets.data();
  const isKnown = (label: number) => label >= -1 && label < classes;
  const row = rows.findIndex((value, index) => index % values === 0 && !isKnown(value)) / values;
  return new RangeError(
    `${who}: expected classes of boxes from 0 to ${classes - 1}, or -1 for none, got ${rows[row * values]} for image ${Math.floor(row / locations)} of the batch. Check the labels, or make the detector for more classes.`,
    { cause },
  );
}

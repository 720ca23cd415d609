/** The input of confident learning: labels and the probabilities that a model gave without having seen them. */

/** What confident learning looks at: images of one class each. */
export interface LabelPredictions {
  /** The class that each image is labelled with, from 0 to classes - 1. */
  readonly labels: ArrayLike<number>;
  /**
   * The probabilities of the classes for each image, row-major [images, classes], by a model that was not trained on
   * the image: cross-validation.
   */
  readonly probabilities: ArrayLike<number>;
  /** The number of classes, 2 or more. */
  readonly classes: number;
}

/**
 * Checks that labels and probabilities fit together.
 * @throws RangeError that names `who`, what was expected and what came.
 */
export function checkPredictions(who: string, { labels, probabilities, classes }: LabelPredictions): void {
  if (!Number.isInteger(classes) || classes < 2) {
    throw new RangeError(
      `${who}: classes must be a whole number of 2 or more, got ${classes}. One class has no errors.`,
    );
  }
  if (probabilities.length !== labels.length * classes) {
    throw new RangeError(
      `${who}: expected ${labels.length} × ${classes} probabilities, got ${probabilities.length}. Give a row for each label.`,
    );
  }
  const wrong = Array.from(labels).find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (wrong !== undefined) {
    throw new RangeError(
      `${who}: labels must be whole numbers from 0 to ${classes - 1}, got ${wrong}. Count the classes.`,
    );
  }
  const strange = Array.from(probabilities).find((value) => !(value >= 0 && value <= 1 + 1e-4));
  if (strange !== undefined) {
    throw new RangeError(
      `${who}: probabilities must be from 0 to 1, got ${strange}. Give what softmax makes of logits.`,
    );
  }
}

/** The position of the greatest of a row's values, the first of equals; `bonus` is added to that at `preferred`. */
export function likeliestIn(
  { probabilities, classes }: Pick<LabelPredictions, "probabilities" | "classes">,
  row: number,
  preferred = -1,
  bonus = 0,
): number {
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) {
    const value = (probabilities[row * classes + k] ?? 0) + (k === preferred ? bonus : 0);
    if (value > most) [best, most] = [k, value];
  }
  return best;
}

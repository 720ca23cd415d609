/** Checks that every metric makes of what it is given. */

/**
 * Checks row-major scores [n, classes] and returns n.
 * @throws RangeError that names the metric, what it expected and what came.
 */
export function checkScores(metric: string, scores: ArrayLike<number>, classes: number): number {
  checkClasses(metric, classes);
  if (scores.length === 0 || scores.length % classes !== 0) {
    throw new RangeError(
      `${metric}: expected scores [n, ${classes}] of at least one image, got ${scores.length} values. Pass them row by row.`,
    );
  }
  for (let i = 0; i < scores.length; i++) {
    const score: unknown = scores[i];
    if (typeof score !== "number" || Number.isNaN(score)) {
      throw new RangeError(
        `${metric}: expected numbers, got ${score} for image ${Math.floor(i / classes)}. Check the model's output.`,
      );
    }
  }
  return scores.length / classes;
}

/**
 * Checks that there is one label per prediction and at least one of them.
 * @throws RangeError that names the metric and both counts.
 */
export function checkSameLength(metric: string, predictions: ArrayLike<number>, labels: ArrayLike<number>): void {
  if (predictions.length !== labels.length || labels.length === 0) {
    throw new RangeError(
      `${metric}: expected one label per prediction and at least one, got ${predictions.length} predictions and ${labels.length} labels. Pass the same images to both.`,
    );
  }
}

/**
 * Checks that every label is a whole number from 0 to classes - 1.
 * @throws RangeError that names the first label that is not.
 */
export function checkLabels(metric: string, labels: ArrayLike<number>, classes: number): void {
  checkClasses(metric, classes);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? Number.NaN;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new RangeError(
        `${metric}: expected classes from 0 to ${classes - 1}, got ${label} at ${i}. Check the labels.`,
      );
    }
  }
}

/**
 * Checks that there is a target of 0 or 1 for each score.
 * @throws RangeError that names the first target that is neither, or both counts.
 */
export function checkTargets(
  metric: string,
  targets: ArrayLike<number>,
  scores: ArrayLike<number>,
  classes: number,
): void {
  if (targets.length !== scores.length) {
    throw new RangeError(
      `${metric}: expected a target per score, got ${targets.length} for ${scores.length}. Pass both row by row, [n, ${classes}].`,
    );
  }
  for (let i = 0; i < targets.length; i++) {
    if (targets[i] === 0 || targets[i] === 1) continue;
    throw new RangeError(
      `${metric}: expected targets of 0 and 1, got ${targets[i]} for image ${Math.floor(i / classes)}, class ${i % classes}. Check the labels.`,
    );
  }
}

function checkClasses(metric: string, classes: number): void {
  if (!Number.isInteger(classes) || classes < 1) {
    throw new RangeError(
      `${metric}: classes must be a whole number of 1 or more, got ${classes}. Pass the number of classes.`,
    );
  }
}

/** Checks of settings at the package's borders. */

/**
 * Checks the step that a schedule is asked for.
 * @throws RangeError when it is no whole number of 0 or more.
 */
export function checkStep(schedule: string, step: number): void {
  if (!Number.isInteger(step) || step < 0) {
    throw new RangeError(`${schedule}: step must be a whole number of 0 or more, got ${step}. Count steps from 0.`);
  }
}

/** A bound of a range that the range does not reach. */
export interface OpenBound {
  readonly excluded: number;
}

/** Marks the end of a range that is not in it: `excluded(0)` as the least means above 0. */
export function excluded(bound: number): OpenBound {
  return { excluded: bound };
}

/**
 * Checks one numeric setting of a schedule or an optimizer.
 * @throws RangeError that names who asked, the setting, its range and the value.
 */
export function checkRange(
  who: string,
  name: string,
  value: number,
  least: number | OpenBound,
  most: number | OpenBound = Number.POSITIVE_INFINITY,
): void {
  const isHighEnough = typeof least === "number" ? value >= least : value > least.excluded;
  const isLowEnough = typeof most === "number" ? value <= most : value < most.excluded;
  if (isHighEnough && isLowEnough) return;
  throw new RangeError(`${who}: ${name} must be a ${rangeInWords(least, most)}, got ${value}. Correct this setting.`);
}

function rangeInWords(least: number | OpenBound, most: number | OpenBound): string {
  const start = typeof least === "number" ? `at least ${least}` : `above ${least.excluded}`;
  if (most === Number.POSITIVE_INFINITY) return `number ${start}`;
  if (typeof most !== "number" && most.excluded === Number.POSITIVE_INFINITY) return `finite number ${start}`;
  if (typeof least !== "number") {
    return `number ${start} and ${typeof most === "number" ? `at most ${most}` : `below ${most.excluded}`}`;
  }
  return `number from ${least} to ${typeof most === "number" ? most : `below ${most.excluded}`}`;
}

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

/**
 * Checks one numeric setting of a schedule or an optimizer.
 * @throws RangeError that names who asked, the setting, its range and the value.
 */
export function checkRange(
  who: string,
  name: string,
  value: number,
  least: number,
  most = Number.POSITIVE_INFINITY,
): void {
  if (!(value >= least && value <= most)) {
    const range = most === Number.POSITIVE_INFINITY ? `at least ${least}` : `from ${least} to ${most}`;
    throw new RangeError(`${who}: ${name} must be a number ${range}, got ${value}. Correct this setting.`);
  }
}

/** Round numbers along an axis. */

/**
 * Gives about `count` multiples of 1, 2 or 5 times a power of ten that cover [min, max]; the outer ones may lie
 * outside.
 */
export function niceTicks(min: number, max: number, count: number): number[] {
  const span = max > min ? max - min : Math.abs(min) || 1;
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((factor) => raw <= factor * power * 1.0001) ?? 10);
  const first = Math.floor(min / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(max / step - 1e-9));
  // Multiplying and rounding keeps 0.30000000000000004 out of the labels.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/**
 * Gives round numbers within [min, max] for a logarithmic axis, both above 0: powers of ten, every second or third
 * where more than `count` would fit; over less than two decades 1, 2 and 5 times them, over less still the multiples of
 * `niceTicks`.
 */
export function logTicks(min: number, max: number, count: number): number[] {
  const within = (value: number) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9);
  const first = Math.floor(Math.log10(min));
  const powers = Array.from({ length: Math.ceil(Math.log10(max)) - first + 1 }, (_, index) => first + index);
  const decades = powers.map((power) => decimal(1, power)).filter(within);
  if (decades.length > 2) {
    const stride = Math.ceil(decades.length / count);
    return decades.filter((_, index) => index % stride === 0);
  }
  const steps = powers.flatMap((power) => [1, 2, 5].map((factor) => decimal(factor, power))).filter(within);
  return steps.length > 2 ? steps : niceTicks(min, max, count).filter(within);
}

/** The number is read, not multiplied: 10 ** -5 is not 0.00001 everywhere. */
function decimal(factor: number, power: number): number {
  return Number(`${factor}e${power}`);
}

/** Round numbers from 0 to `max` or just above it: four to six multiples of 1, 2 or 5 times a power of ten. */
export function axisTicks(max: number): number[] {
  const raw = max / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((factor) => raw <= factor * power * 1.0001) ?? 10);
  // Rounding keeps 0.30000000000000004 out of the labels.
  return Array.from({ length: Math.ceil(max / step - 1e-9) + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Numbers of any range to 8 bits. */
import { OwnWordsError } from "./decode-with-sharp.ts";

/** How far, as a part of the range, numbers may leave it: what resampling leaves beyond an edge. */
const overshoot = 0.05;

/**
 * Makes uint8 of samples: those from 0 to 255 are cut to whole numbers, as PIL does, and floats from 0 to 1 are taken
 * for parts of 255. The range is that of the whole image, alike for grey and colour.
 * @throws OwnWordsError naming the range where it is another: to guess a brightness would make images black or white.
 */
export function scaleSamples(numbers: Float32Array, isFloat: boolean): Uint8Array {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] ?? 0;
    if (value < least) least = value;
    if (value > most) most = value;
    if (Number.isNaN(value)) throw new OwnWordsError("some of the TIFF's samples are not numbers (NaN): fill them in");
  }
  const isUpTo = (highest: number) => least >= -overshoot * highest && most <= (1 + overshoot) * highest;
  const isUnit = isFloat && isUpTo(1);
  if (!isUnit && !isUpTo(255)) {
    throw new OwnWordsError(
      `the TIFF's samples are numbers from ${shown(least)} to ${shown(most)}, and ${isFloat ? "0 to 1 or " : ""}0 to 255 are decoded: scale them`,
    );
  }
  // Uint8ClampedArray rounds; PIL cuts what is between two whole numbers.
  const data = new Uint8ClampedArray(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] ?? 0;
    data[i] = isUnit ? 255 * value : Math.trunc(value);
  }
  return new Uint8Array(data.buffer);
}

function shown(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString("en-US") : value.toPrecision(3);
}

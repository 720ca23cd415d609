/** Changes of an image's tones, as Pillow's ImageOps and ImageEnhance make them, to the bit; all of them in place. */
import type { AnyPixels } from "../../../dataset/pixels.ts";

/** Stretches each channel to 0 … 255. */
export function autoContrast(image: AnyPixels): void {
  mapChannels(image, (histogram) => {
    const low = histogram.findIndex((count) => count > 0);
    const high = histogram.findLastIndex((count) => count > 0);
    if (high <= low) return undefined;
    const scale = 255 / (high - low);
    return (value) => Math.trunc(value * scale - low * scale);
  });
}

/** Makes each channel's values equally frequent. */
export function equalize(image: AnyPixels): void {
  mapChannels(image, (histogram) => {
    const found = histogram.filter((count) => count > 0);
    const total = found.reduce((sum, count) => sum + count, 0);
    const step = Math.floor((total - (found.at(-1) ?? 0)) / 255);
    if (found.length <= 1 || step === 0) return undefined;
    let sum = Math.floor(step / 2);
    const table = histogram.map((count) => {
      const value = Math.floor(sum / step);
      sum += count;
      return value;
    });
    return (value) => table[value] ?? 0;
  });
}

export function invert(image: AnyPixels): void {
  mapValues(image.data, (value) => 255 - value);
}

/** Keeps so many of the upper bits, 0 to 8. */
export function posterize(image: AnyPixels, bits: number): void {
  const mask = 256 - 2 ** (8 - bits);
  mapValues(image.data, (value) => value & mask);
}

/** Inverts what is at least the threshold. */
export function solarize(image: AnyPixels, threshold: number): void {
  mapValues(image.data, (value) => (value < threshold ? value : 255 - value));
}

/** Adds to what is below 128. */
export function solarizeAdd(image: AnyPixels, amount: number): void {
  mapValues(image.data, (value) => (value < 128 ? value + amount : value));
}

/** 0 is black, 1 the image itself. */
export function brightness({ data }: AnyPixels, factor: number): void {
  mapValues(data, (value) => blend(0, value, factor));
}

/** 0 is the mean grey, 1 the image itself. */
export function contrast(image: AnyPixels, factor: number): void {
  const { data } = image;
  let sum = 0;
  for (let i = 0; i < data.length; i += 3) sum += luma(data, i);
  const mean = Math.trunc(sum / (data.length / 3) + 0.5);
  mapValues(data, (value) => blend(mean, value, factor));
}

/** 0 is grey, 1 the image itself. */
export function saturation({ data }: AnyPixels, factor: number): void {
  for (let i = 0; i < data.length; i += 3) {
    const grey = luma(data, i);
    for (let k = i; k < i + 3; k++) data[k] = clamp(blend(grey, data[k] ?? 0, factor));
  }
}

/** 0 is smoothed, 1 the image itself; the border stays. */
export function sharpness({ data, width, height }: AnyPixels, factor: number): void {
  const source = data.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      for (let k = 0; k < 3; k++) {
        const at = (y * width + x) * 3 + k;
        let sum = 4 * (source[at] ?? 0);
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) sum += source[at + (dy * width + dx) * 3] ?? 0;
        }
        data[at] = clamp(blend(Math.floor(sum / 13 + 0.5), source[at] ?? 0, factor));
      }
    }
  }
}

/** Pillow's integer luma of the pixel at i. */
function luma(data: Uint8Array, i: number): number {
  return ((data[i] ?? 0) * 19595 + (data[i + 1] ?? 0) * 38470 + (data[i + 2] ?? 0) * 7471 + 0x8000) >> 16;
}

/** Between, or beyond, two values; in float32 and cut, as in Pillow's C. */
function blend(from: number, to: number, factor: number): number {
  return Math.trunc(Math.fround(from + Math.fround(Math.fround(factor) * (to - from))));
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, value));
}

function mapValues(data: Uint8Array, change: (value: number) => number): void {
  const table = Uint8Array.from({ length: 256 }, (_, value) => clamp(change(value)));
  for (let i = 0; i < data.length; i++) data[i] = table[data[i] ?? 0] ?? 0;
}

/** Changes each channel by what its histogram asks for, if anything. */
function mapChannels(
  { data, channels }: AnyPixels,
  changeOf: (histogram: readonly number[]) => ((value: number) => number) | undefined,
): void {
  for (let k = 0; k < channels; k++) {
    const histogram = new Array<number>(256).fill(0);
    for (let i = k; i < data.length; i += channels) histogram[data[i] ?? 0] = (histogram[data[i] ?? 0] ?? 0) + 1;
    const change = changeOf(histogram);
    if (!change) continue;
    const table = Uint8Array.from({ length: 256 }, (_, value) => clamp(change(value)));
    for (let i = k; i < data.length; i += channels) data[i] = table[data[i] ?? 0] ?? 0;
  }
}

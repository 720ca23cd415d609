/** Pictures that are as much work for a JPEG decoder as photographs are: clouds of all sizes, edges, and grain. */
import { type Random, random } from "@tresnet/data";

export interface PhotoSize {
  readonly width: number;
  readonly height: number;
}

/** Sides of the clouds' cells in pixels; the finer they are, the fainter, as in photographs. */
const cells = [160, 80, 40, 20, 10, 5];
const brightness = 0.55; // of a cloud, per pixel of its cell's side
const grain = 32;
const discs = 9;

/** uint8 [height, width, 3], the same for the same seed. */
export function photo({ width, height }: PhotoSize, seed: number): Uint8Array {
  const draws = random(seed);
  const light = new Float32Array(width * height).fill(128);
  for (const cell of cells) addClouds(light, width, height, cell, draws);
  for (let disc = 0; disc < discs; disc++) addDisc(light, width, height, draws);
  const tints = [0, 1].map(() => {
    const tint = new Float32Array(width * height);
    for (const cell of [120, 30]) addClouds(tint, width, height, cell, draws);
    return tint;
  });
  const pixels = new Uint8ClampedArray(width * height * 3);
  for (let i = 0; i < light.length; i++) {
    const value = (light[i] ?? 0) + grain * (draws.next() - 0.5);
    const [warm = 0, green = 0] = [tints[0]?.[i], tints[1]?.[i]];
    pixels.set([value + warm, value + green, value - warm], i * 3);
  }
  return new Uint8Array(pixels.buffer);
}

/** Random values at the corners of cells, and straight lines between them. */
function addClouds(plane: Float32Array, width: number, height: number, cell: number, draws: Random): void {
  const columns = Math.ceil(width / cell) + 1;
  const rows = Math.ceil(height / cell) + 1;
  const corners = Float32Array.from({ length: columns * rows }, () => (draws.next() - 0.5) * 2 * brightness * cell);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cell) * columns;
    const down = (y % cell) / cell;
    for (let x = 0; x < width; x++) {
      const at = row + Math.floor(x / cell);
      const right = (x % cell) / cell;
      const top = mix(corners[at] ?? 0, corners[at + 1] ?? 0, right);
      const bottom = mix(corners[at + columns] ?? 0, corners[at + columns + 1] ?? 0, right);
      plane[y * width + x] = (plane[y * width + x] ?? 0) + mix(top, bottom, down);
    }
  }
}

/** A disc with a sharp edge, brighter or darker than what is around it. */
function addDisc(plane: Float32Array, width: number, height: number, draws: Random): void {
  const [centerX, centerY] = [draws.uniform(0, width), draws.uniform(0, height)];
  const radius = draws.uniform(0.03, 0.2) * width;
  const step = draws.uniform(-70, 70);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((x - centerX) ** 2 + (y - centerY) ** 2 < radius ** 2)
        plane[y * width + x] = (plane[y * width + x] ?? 0) + step;
    }
  }
}

function mix(a: number, b: number, weight: number): number {
  return a + (b - a) * weight;
}

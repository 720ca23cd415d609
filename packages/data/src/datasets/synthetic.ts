/** Images drawn from a seed: for trying things out where no data is at hand. */
import type { Dataset, DatasetSplits } from "../dataset/dataset.ts";
import type { Pixels } from "../dataset/pixels.ts";
import { DataError } from "../errors.ts";
import { type Random, random } from "../random.ts";

/** What synthetic images are like, and how many there are. */
export interface SyntheticOptions {
  /** The seed that every image is drawn from. @default 0 */
  readonly seed?: number | undefined;
  /** The number of classes, 2 to 32. @default 4 */
  readonly classes?: number | undefined;
  /** Side of the images in pixels, 8 to 1024. @default 32 */
  readonly size?: number | undefined;
  /** The images of each part, at least 1 each. Default 512, 128, 128. */
  readonly counts?: readonly [train: number, val: number, test: number] | undefined;
}

const hues = 8;
const textures = ["plain", "stripes", "checks", "rings"] as const;

/**
 * Makes images of noise with one disc of random place and size; its hue and texture tell the class, whatever way the
 * image is flipped or cropped.
 * @throws DataError when an option is out of range.
 */
export function syntheticData(options: SyntheticOptions = {}): Required<DatasetSplits> {
  const { seed = 0, classes = 4, size = 32, counts = [512, 128, 128] } = options;
  requireRange("classes", classes, 2, hues * textures.length);
  requireRange("size", size, 8, 1024);
  for (const count of counts) requireRange("counts", count, 1, 10_000_000);
  const [train, val, test] = counts.map((count, part) => drawn(count, part, { seed, classes, size }));
  if (!train || !val || !test)
    throw new DataError("synthetic: expected three counts. Give one each for train, val and test.");
  return { train, val, test };
}

interface DrawOptions {
  readonly seed: number;
  readonly classes: number;
  readonly size: number;
}

/** Draws each image anew whenever it is asked for: nothing is held in memory. */
function drawn(length: number, part: number, { seed, classes, size }: DrawOptions): Dataset {
  const label = (index: number) => index % classes;
  return {
    name: "synthetic",
    classNames: Array.from({ length: classes }, (_, k) => className(k)),
    length,
    label,
    source: (index) => ({ kind: "pixels", ...draw(label(index), size, random(seed, part, index)) }),
    id: (index) => `synthetic/${["train", "val", "test"][part]}/${index}`,
  };
}

function className(label: number): string {
  const hue = ["red", "orange", "lime", "green", "cyan", "blue", "purple", "pink"][label % hues];
  return `${textures[Math.floor(label / hues)]} ${hue}`;
}

function draw(label: number, size: number, draws: Random): Pixels {
  const data = new Uint8Array(size * size * 3);
  const background = draws.uniform(60, 160);
  const radius = size * draws.uniform(0.2, 0.4);
  const [x0, y0] = [draws.uniform(radius, size - radius), draws.uniform(radius, size - radius)];
  const color = hueColor((label % hues) / hues);
  const texture = textures[Math.floor(label / hues)] ?? "plain";
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const distance = Math.hypot(x - x0, y - y0);
      const isDisc = distance < radius && isInked(texture, x, y, distance, size);
      for (let c = 0; c < 3; c++) {
        const value = (isDisc ? (color[c] ?? 0) : background) + draws.uniform(-30, 30);
        data[at++] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
  }
  return { data, width: size, height: size, channels: 3 };
}

function isInked(texture: (typeof textures)[number], x: number, y: number, distance: number, size: number): boolean {
  const period = size / 8;
  const band = (position: number) => Math.floor((position / period) * 2) % 2 === 0;
  switch (texture) {
    case "plain":
      return true;
    case "stripes":
      return band(x + y);
    case "checks":
      return band(x) === band(y);
    case "rings":
      return band(distance);
    default:
      return texture satisfies never;
  }
}

/** A full colour of this hue (0 … 1 around the circle). */
function hueColor(hue: number): readonly number[] {
  return [0, 1 / 3, 2 / 3].map((offset) => {
    const distance = Math.abs(((hue - offset + 1.5) % 1) - 0.5);
    return 30 + 210 * Math.max(0, Math.min(1, 2 - 6 * distance));
  });
}

function requireRange(name: string, value: number, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw new DataError(`synthetic: ${name} must be a whole number from ${minimum} to ${maximum}, got ${value}.`);
}

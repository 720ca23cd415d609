/** Two pictures made of shapes, pixel by pixel: nobody's photographs, and the same on every machine. */
import type { Pixels } from "@tresnet/data";

type Color = readonly [number, number, number];

/**
 * A colour, and where it is: x to the right and y downward, in heights of the picture. Later shapes lie on earlier
 * ones.
 */
interface Shape {
  readonly color: Color;
  readonly covers: (x: number, y: number) => boolean;
}

const box = (left: number, top: number, right: number, bottom: number) => (x: number, y: number) =>
  x >= left && x < right && y >= top && y < bottom;
const disc = (centreX: number, centreY: number, radius: number) => (x: number, y: number) =>
  (x - centreX) ** 2 + (y - centreY) ** 2 < radius ** 2;
/** Upright, its base at the bottom. */
const triangle = (centre: number, top: number, half: number, bottom: number) => (x: number, y: number) =>
  y >= top && y < bottom && Math.abs(x - centre) < (half * (y - top)) / (bottom - top);

const scenes = {
  house: [
    { color: [120, 185, 235], covers: () => true },
    { color: [165, 210, 240], covers: box(0, 0.35, 2, 1) },
    { color: [255, 215, 60], covers: disc(0.82, 0.17, 0.1) },
    { color: [85, 150, 70], covers: box(0, 0.72, 2, 1) },
    { color: [105, 70, 45], covers: box(0.78, 0.55, 0.83, 0.8) },
    { color: [45, 110, 60], covers: disc(0.805, 0.48, 0.14) },
    { color: [235, 225, 200], covers: box(0.15, 0.45, 0.58, 0.84) },
    { color: [185, 65, 50], covers: triangle(0.365, 0.2, 0.29, 0.46) },
    { color: [90, 60, 50], covers: box(0.2, 0.6, 0.31, 0.84) },
    { color: [70, 110, 160], covers: box(0.39, 0.55, 0.52, 0.68) },
  ],
  boat: [
    { color: [40, 45, 95], covers: () => true },
    { color: [205, 120, 110], covers: box(0, 0.4, 2, 1) },
    { color: [240, 240, 225], covers: disc(0.2, 0.2, 0.09) },
    { color: [30, 85, 120], covers: box(0, 0.6, 2, 1) },
    { color: [245, 240, 235], covers: (x: number, y: number) => x > 0.52 && triangle(0.52, 0.15, 0.3, 0.58)(x, y) },
    { color: [230, 170, 60], covers: (x: number, y: number) => x < 0.49 && triangle(0.49, 0.24, 0.2, 0.58)(x, y) },
    { color: [70, 45, 35], covers: box(0.49, 0.12, 0.52, 0.64) },
    { color: [150, 45, 45], covers: (x: number, y: number) => y >= 0.62 && y < 0.76 && Math.abs(x - 0.5) < 0.92 - y },
  ],
} as const satisfies Record<string, readonly Shape[]>;

/** Points of a pixel along each axis whose colours are averaged. */
const points = 4;

/** uint8 [height, width, 3]; a wide picture, of up to 2 to 1, has its shapes on the left. */
export function scene(name: keyof typeof scenes, width: number, height: number): Pixels {
  const shapes: readonly Shape[] = scenes[name];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0];
      for (let point = 0; point < points ** 2; point++) {
        const u = (x + ((point % points) + 0.5) / points) / height;
        const v = (y + (Math.floor(point / points) + 0.5) / points) / height;
        const color = shapes.findLast(({ covers }) => covers(u, v))?.color ?? [0, 0, 0];
        for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (color[c] ?? 0);
      }
      data.set(
        sum.map((value) => Math.round(value / points ** 2)),
        (y * width + x) * 3,
      );
    }
  }
  return { data, width, height, channels: 3 };
}

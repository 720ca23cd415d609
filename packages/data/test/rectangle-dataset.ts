/** Pictures of bright rectangles on dark ground, whose boxes are known. */
import type { ImageSource } from "../src/dataset/dataset.ts";
import type { BoxDataset } from "../src/dataset/objects/box-dataset.ts";
import { boxImages } from "../src/dataset/objects/box-images.ts";
import { BoxTableBuilder } from "../src/dataset/objects/box-table.ts";
import type { Pixels } from "../src/dataset/pixels.ts";

/** The corners of a rectangle in whole pixels. */
export type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

/** The grey of the rectangles and of the ground. */
export const grey = { bright: 240, dark: 10 } as const;

/** A picture with bright rectangles. */
export function rectanglePicture(
  width: number,
  height: number,
  rectangles: readonly Corners[],
  channels: 1 | 3 = 3,
): Pixels {
  const data = new Uint8Array(width * height * channels).fill(grey.dark);
  for (const [x1, y1, x2, y2] of rectangles) {
    for (let y = y1; y < y2; y++) data.fill(grey.bright, (y * width + x1) * channels, (y * width + x2) * channels);
  }
  return { data, width, height, channels };
}

/** A dataset of one class; each image has these rectangles. */
export function rectangleDataset(
  images: readonly { readonly source: ImageSource; readonly rectangles: readonly Corners[]; readonly crowd?: number }[],
): BoxDataset {
  const table = new BoxTableBuilder();
  for (const [image, { rectangles, crowd }] of images.entries()) {
    for (const [entry, box] of rectangles.entries())
      table.add({ image, label: 0, box, entry, isCrowd: entry === crowd });
  }
  return boxImages({
    name: "rectangles",
    classNames: ["rectangle"],
    images: images.map(({ source }, index) => ({
      source,
      id: `rectangles/${index}`,
      ...(source.kind === "pixels" && { size: { width: source.width, height: source.height } }),
    })),
    table: table.finish(images.length),
    placeOf: (image, entry) => `rectangles/${image}, object ${entry + 1}`,
  });
}

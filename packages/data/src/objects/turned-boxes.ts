/** Boxes of images as they are stored, as those of the images as they are shown. */
import type { BoxDataset, PixelSize } from "../dataset/objects/box-dataset.ts";
import type { MeasuredSize } from "./measure-images.ts";

/** Where a point of the stored image comes to lie by EXIF's numbers of orientations. */
const turns: Readonly<Record<number, (x: number, y: number, stored: PixelSize) => readonly [x: number, y: number]>> = {
  2: (x, y, { width }) => [width - x, y],
  3: (x, y, { width, height }) => [width - x, height - y],
  4: (x, y, { height }) => [x, height - y],
  5: (x, y) => [y, x],
  6: (x, y, { height }) => [height - y, x],
  7: (x, y, { width, height }) => [height - y, width - x],
  8: (x, y, { width }) => [y, width - x],
};

/** The dataset with the boxes of images that their EXIF turns or mirrors moved along. */
export function turnedBoxes(dataset: BoxDataset, sizes: readonly (MeasuredSize | undefined)[]): BoxDataset {
  return {
    ...dataset,
    boxes(index) {
      const objects = dataset.boxes(index);
      const size = sizes[index];
      const turn = turns[size?.orientation ?? 1];
      if (size === undefined || turn === undefined) return objects;
      const boxes = objects.boxes.slice();
      for (let object = 0; object < objects.labels.length; object++) {
        const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = objects.boxes.subarray(4 * object, 4 * object + 4);
        const [ax, ay] = turn(x1, y1, size.stored);
        const [bx, by] = turn(x2, y2, size.stored);
        boxes.set([Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)], 4 * object);
      }
      return { ...objects, boxes };
    },
  };
}

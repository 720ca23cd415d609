/** Scenes drawn from a seed, with a box around every shape: for trying a detector out where no data is at hand. */
import type { DatasetSplits } from "../../dataset/dataset.ts";
import type { BoxDataset, ObjectBoxes } from "../../dataset/objects/box-dataset.ts";
import { labelsOf } from "../../dataset/objects/box-images.ts";
import { DataError } from "../../errors.ts";
import { random } from "../../random.ts";
import type { SyntheticOptions } from "../synthetic.ts";
import { drawScene, type SceneObject, sceneObjects } from "./draw-scene.ts";
import { shapeNames } from "./shapes.ts";

/** The parts of synthetic data with boxes. */
export type SceneSplits = Readonly<Record<keyof Required<DatasetSplits>, BoxDataset>>;

/**
 * Makes scenes of one to six shapes on textured ground; the shape tells the class, whatever its colour and whatever way
 * the image is flipped or turned. A box is exactly that of the pixels of its shape.
 *
 * Of `options` the number of classes is 1 to 6, 4 unless given; the side 32 to 2048 pixels, 128 unless given.
 * @throws DataError when an option is out of range.
 */
export function syntheticScenes(options: SyntheticOptions = {}): SceneSplits {
  const { seed = 0, classes = 4, size = 128, counts = [256, 64, 64] } = options;
  requireRange("classes", classes, 1, shapeNames.length);
  requireRange("size", size, 32, 2048);
  for (const count of counts) requireRange("counts", count, 1, 10_000_000);
  const [train, val, test] = counts.map((count, part) => scenes(count, part, { seed, classes, size }));
  if (!train || !val || !test)
    throw new DataError("synthetic: expected three counts. Give one each for train, val and test.");
  return { train, val, test };
}

interface SceneOptions {
  readonly seed: number;
  readonly classes: number;
  readonly size: number;
}

/** Draws each scene anew whenever it is asked for: nothing is held in memory. */
function scenes(length: number, part: number, { seed, classes, size }: SceneOptions): BoxDataset {
  const name = ["train", "val", "test"][part];
  const at = (index: number): readonly SceneObject[] => {
    if (!Number.isInteger(index) || index < 0 || index >= length)
      throw new RangeError(`synthetic: expected an index from 0 to ${length - 1}, got ${index}.`);
    return sceneObjects(size, classes, random(seed, part, index, 3));
  };
  const boxes = (index: number) => objectsOf(at(index));
  return {
    name: "synthetic",
    classNames: shapeNames.slice(0, classes),
    length,
    label: (index) => labelsOf(boxes(index))[0] ?? -1,
    labels: (index) => labelsOf(boxes(index)),
    source: (index) => ({ kind: "pixels", ...drawScene(size, at(index), random(seed, part, index, 4)) }),
    id: (index) => `synthetic/${name}/${index}`,
    boxes,
    imageId: (index) => index + 1,
    categoryIds: Array.from({ length: classes }, (_, label) => label + 1),
    imageSize: () => ({ width: size, height: size }),
    boxPlace: (index, object) => `synthetic/${name}/${index}, object ${object + 1}`,
  };
}

function objectsOf(objects: readonly SceneObject[]): ObjectBoxes {
  return {
    boxes: Float64Array.from(objects.flatMap(({ x, y, side }) => [x, y, x + side, y + side])),
    labels: Int32Array.from(objects, ({ label }) => label),
    crowds: new Uint8Array(objects.length),
    areas: Float64Array.from(objects, ({ side }) => side * side),
    ids: objects.map((_, object) => object + 1),
  };
}

function requireRange(name: string, value: number, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw new DataError(
    `synthetic with boxes: ${name} must be a whole number from ${minimum} to ${maximum}, got ${value}.`,
  );
}

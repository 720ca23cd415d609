/** Looks at every box of a data set: how many there are, how large they are, and which are odd. */
import type { DatasetSplits } from "../../dataset/dataset.ts";
import { type BoxDataset, hasBoxes, type ObjectBoxes, type PixelSize } from "../../dataset/objects/box-dataset.ts";
import { boxProblem } from "../../objects/box-problem.ts";
import type { MeasuredSize } from "../../objects/measure-images.ts";
import { measureImages } from "../../objects/measure-images.ts";
import type { PartName } from "../inspection.ts";
import { rangeOf } from "../range-of.ts";
import type { BoxFinding, BoxInspection, BoxName, BoxPart } from "./box-inspection.ts";
import { boxWarnings } from "./box-warnings.ts";
import { doubledBoxes } from "./doubled-boxes.ts";

const partNames = ["train", "val", "test"] as const;
type Kind = "tiny" | "huge" | "degenerate" | "outside" | "doubled";

const mostExamples = 20;
/** Pixels. */
const tinySide = 4;
const hugeShare = 0.9;

/**
 * Counts the boxes of all parts with boxes, bad ones included, and names the odd ones. Open data for it without asking
 * for boxes, which would be refused where they are bad.
 * @throws the signal's reason when aborted.
 */
export async function inspectBoxes(parts: DatasetSplits, signal?: AbortSignal): Promise<BoxInspection> {
  const found = new Findings();
  const inspected: BoxPart[] = [];
  for (const part of partNames) {
    const data = parts[part];
    if (!data || !hasBoxes(data)) continue;
    const sizes = await measureImages(data, signal);
    inspected.push(inspectPart(part, data, sizes, found));
  }
  const findings = {
    tiny: found.of("tiny"),
    huge: found.of("huge"),
    degenerate: found.of("degenerate"),
    outside: found.of("outside"),
    doubled: found.of("doubled"),
  };
  return { parts: inspected, ...findings, warnings: boxWarnings({ parts: inspected, ...findings }) };
}

/** The odd boxes so far. */
class Findings {
  readonly #all = new Map<Kind, { count: number; examples: BoxName[] }>();

  add(kind: Kind, box: () => BoxName): void {
    const known = this.#all.get(kind) ?? { count: 0, examples: [] };
    this.#all.set(kind, known);
    known.count++;
    if (known.examples.length < mostExamples) known.examples.push(box());
  }

  of(kind: Kind): BoxFinding {
    return this.#all.get(kind) ?? { count: 0, examples: [] };
  }
}

function inspectPart(
  part: PartName,
  data: BoxDataset,
  sizes: readonly (MeasuredSize | undefined)[],
  found: Findings,
): BoxPart {
  const classCounts = new Array<number>(data.classNames.length).fill(0);
  const bySize: [number, number, number] = [0, 0, 0];
  const perImage: number[] = [];
  const sides: number[] = [];
  let crowds = 0;
  for (let index = 0; index < data.length; index++) {
    const objects = data.boxes(index);
    if (objects.labels.length > 0) perImage.push(objects.labels.length);
    for (const label of objects.labels) classCounts[label] = (classCounts[label] ?? 0) + 1;
    crowds += objects.crowds.reduce((sum, crowd) => sum + crowd, 0);
    for (const area of objects.areas) {
      if (!(area > 0)) continue;
      sides.push(Math.sqrt(area));
      bySize[area < 32 ** 2 ? 0 : area < 96 ** 2 ? 1 : 2]++;
    }
    const name = (object: number): BoxName => ({
      part,
      index,
      id: data.id(index),
      place: data.boxPlace(index, object),
      box: Array.from(objects.boxes.subarray(4 * object, 4 * object + 4)),
      className: data.classNames[objects.labels[object] ?? -1] ?? "",
    });
    for (const [kind, object] of oddBoxes(objects, sizes[index]?.seen ?? data.imageSize(index)))
      found.add(kind, () => name(object));
  }
  const [many, side] = [rangeOf(perImage), rangeOf(sides)];
  return {
    part,
    images: data.length,
    boxes: classCounts.reduce((sum, count) => sum + count, 0),
    crowds,
    classCounts,
    classesWithout: data.classNames.filter((_, label) => classCounts[label] === 0),
    imagesWithout: data.length - perImage.length,
    ...(many && { perImage: many }),
    ...(side && { side }),
    bySize,
  };
}

function* oddBoxes(objects: ObjectBoxes, size: PixelSize | undefined): Generator<readonly [Kind, number]> {
  for (let object = 0; object < objects.labels.length; object++) {
    const problem = boxProblem(objects.boxes, object, size);
    if (problem === "not a number" || problem === "degenerate") {
      yield ["degenerate", object];
      continue;
    }
    if (problem !== undefined) yield ["outside", object];
    if (objects.crowds[object] === 1) continue; // nothing to learn, as slivers at the edges of tiles
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = objects.boxes.subarray(4 * object, 4 * object + 4);
    if (Math.min(x2 - x1, y2 - y1) < tinySide) yield ["tiny", object];
    if (size && (x2 - x1) * (y2 - y1) > hugeShare * size.width * size.height) yield ["huge", object];
  }
  for (const object of doubledBoxes(objects)) yield ["doubled", object];
}

/** Annotations and detections as columns of numbers, checked once. */
import { BoxError } from "../errors.ts";
import type { CocoAnnotation, CocoBox, CocoDetection, CocoId } from "./coco-form.ts";
import type { RankedIds } from "./rank-ids.ts";

/** Boxes by column: element i of each belongs to box i; `bbox` has four numbers a box. */
export interface BoxColumns {
  readonly length: number;
  /** Places of images and categories in ascending order of their ids. */
  readonly image: Int32Array;
  readonly category: Int32Array;
  /** Left, top, width, height. */
  readonly bbox: Float64Array;
  readonly area: Float64Array;
}

/** Annotated objects. */
export interface ObjectColumns extends BoxColumns {
  readonly crowd: Uint8Array;
  /** 1 where the object's id is 0: pycocotools takes a match with it for none. */
  readonly idIsZero: Uint8Array;
}

/** Detections. */
export interface DetectionColumns extends BoxColumns {
  readonly score: Float64Array;
}

/** The images and categories that boxes may belong to. */
export interface Known {
  readonly images: RankedIds;
  readonly categories: RankedIds;
}

/** Puts annotations into columns. @throws BoxError that names the first annotation that can't be used. */
export function objectColumns(annotations: readonly CocoAnnotation[], known: Known): ObjectColumns {
  const columns = {
    ...boxColumns("annotations", annotations, known),
    crowd: new Uint8Array(annotations.length),
    idIsZero: new Uint8Array(annotations.length),
  };
  const seen = new Map<CocoId, number>();
  annotations.forEach(({ id, area, iscrowd }, index) => {
    if (id !== undefined && seen.has(id)) {
      throw refused(`annotations[${index}]`, "an id of its own", `${show(id)}, which annotations[${seen.get(id)}] has`);
    }
    if (id !== undefined) seen.set(id, index);
    columns.idIsZero[index] = id === 0 ? 1 : 0;
    columns.crowd[index] = iscrowd ? 1 : 0;
    if (area === undefined) return;
    if (!Number.isFinite(area)) throw refused(`annotations[${index}]`, "a number as area", show(area));
    columns.area[index] = area;
  });
  return columns;
}

/** Puts detections into columns. @throws BoxError that names the first detection that can't be used. */
export function detectionColumns(detections: readonly CocoDetection[], known: Known): DetectionColumns {
  const columns = {
    ...boxColumns("detections", detections, known),
    score: new Float64Array(detections.length),
  };
  detections.forEach(({ score }, index) => {
    if (typeof score !== "number" || Number.isNaN(score)) {
      throw refused(`detections[${index}]`, "a number as score", show(score));
    }
    columns.score[index] = score;
  });
  return columns;
}

function boxColumns(
  list: string,
  boxes: readonly { readonly image_id: CocoId; readonly category_id: CocoId; readonly bbox: CocoBox }[],
  { images, categories }: Known,
): BoxColumns {
  const { length } = boxes;
  const columns = {
    length,
    image: new Int32Array(length),
    category: new Int32Array(length),
    bbox: new Float64Array(4 * length),
    area: new Float64Array(length),
  };
  boxes.forEach(({ image_id, category_id, bbox }, index) => {
    const image = images.rankOf.get(image_id);
    const category = categories.rankOf.get(category_id);
    const where = `${list}[${index}]`;
    if (image === undefined) throw refused(where, "the id of one of the images", `image_id ${show(image_id)}`);
    if (category === undefined) {
      throw refused(where, "the id of one of the categories", `category_id ${show(category_id)}`);
    }
    if (bbox?.length !== 4 || !Array.from(bbox).every(Number.isFinite)) {
      throw refused(where, "a bbox of four numbers, [left, top, width, height]", show(bbox));
    }
    columns.image[index] = image;
    columns.category[index] = category;
    columns.bbox.set(bbox, 4 * index);
    columns.area[index] = Number(bbox[2]) * Number(bbox[3]);
  });
  return columns;
}

function refused(where: string, expected: string, got: string): BoxError {
  return new BoxError(
    `evaluateBoxes: ${where}: expected ${expected}, got ${got}. Correct it, or leave this entry out.`,
  );
}

function show(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "nothing");
}

/** Turns what was found on images into the figures of an evaluation. */
import { type BoxEvaluation, type CocoGroundTruth, evaluateBoxes, precisionCurve } from "@tresnet/boxes/evaluation";
import { bestScore } from "./best-score.ts";
import { confusionMatrix } from "./confusion-matrix.ts";
import type { DetectionEvaluation, ObjectScore } from "./detection-evaluation.ts";
import type { Box, DetectedImage } from "./found-objects.ts";

/** A table of more is looked at by nobody. */
const mostMatrixClasses = 200;

/** All figures for images whose objects are known, as pycocotools gives them; `classNames` are the model's. */
export function scoreDetections(images: readonly DetectedImage[], classNames: readonly string[]): DetectionEvaluation {
  const evaluation = evaluateBoxes(truthOf(images, classNames), resultsOf(images));
  const best = bestScore(images);
  const classes = classNames.map((_, label) => objectScore(evaluation, images, label));
  return {
    task: "detection",
    images: images.length,
    objects: classes.reduce((sum, { objects }) => sum + objects, 0),
    found: images.reduce((sum, { found }) => sum + found.length, 0),
    scores: evaluation.scores,
    averagePrecisionByIou: evaluation.averagePrecisionByIou,
    best,
    ...(classNames.length <= mostMatrixClasses && {
      confusionMatrix: confusionMatrix(images, classNames.length, best.score),
    }),
    classes,
  };
}

/**
 * The known objects in COCO's form; images and classes are numbered from 0, objects from 1: COCO never finds one of 0.
 */
function truthOf(images: readonly DetectedImage[], classNames: readonly string[]): CocoGroundTruth {
  const known = images.flatMap((image, index) => image.known.map((object) => ({ image_id: index, ...object })));
  return {
    images: images.map((_, id) => ({ id })),
    categories: classNames.map((name, id) => ({ id, name })),
    annotations: known.map(({ image_id, label, box, area, isCrowd }, index) => ({
      id: index + 1,
      image_id,
      category_id: label,
      bbox: sidesOf(box),
      area,
      iscrowd: isCrowd,
    })),
  };
}

function resultsOf(images: readonly DetectedImage[]) {
  return images.flatMap(({ found }, image_id) =>
    found.map(({ label, box, score }) => ({ image_id, category_id: label, bbox: sidesOf(box), score })),
  );
}

function objectScore(evaluation: BoxEvaluation, images: readonly DetectedImage[], label: number): ObjectScore {
  const { category: _, ...scores } = evaluation.perCategory[label] ?? missingScore(label);
  const objects = countOf(images, ({ known }) => known.filter((one) => one.label === label && !one.isCrowd));
  return {
    ...scores,
    objects,
    found: countOf(images, ({ found }) => found.filter((one) => one.label === label)),
    precision: objects === 0 ? [] : Array.from(precisionCurve(evaluation, label).precision),
  };
}

function countOf(images: readonly DetectedImage[], ofImage: (image: DetectedImage) => readonly unknown[]): number {
  return images.reduce((sum, image) => sum + ofImage(image).length, 0);
}

function missingScore(label: number): never {
  throw new Error(`scoreDetections: expected scores of each class, got none of class ${label}.`);
}

/** Left, top, width and height. */
export function sidesOf([x1, y1, x2, y2]: Box): [number, number, number, number] {
  return [x1, y1, x2 - x1, y2 - y1];
}

/** COCO's evaluation of boxes by itself: nothing here loads TensorFlow. */
export { BoxError } from "./errors.ts";
export type { AccumulatedScores } from "./evaluation/accumulate.ts";
export type { CocoAnnotation, CocoBox, CocoDetection, CocoGroundTruth, CocoId } from "./evaluation/coco-form.ts";
export { areaNames, cocoParameters } from "./evaluation/coco-parameters.ts";
export { type BoxEvaluation, type CategoryScores, evaluateBoxes } from "./evaluation/evaluate-boxes.ts";
export { type PrecisionCurve, type PrecisionCurveOptions, precisionCurve } from "./evaluation/precision-curve.ts";
export type { CocoScores } from "./evaluation/summarize.ts";

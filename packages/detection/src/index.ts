export { type CreatePretrainedDetectorOptions, createDetector } from "./create/create-detector.ts";
export { type DetectOptions, detect } from "./detect/detect.ts";
export { type Detection, listDetections } from "./detect/detection.ts";
export {
  createDetectionEvaluator,
  type DetectionEvaluator,
  type DetectionEvaluatorOptions,
  type DetectionLimits,
} from "./detect/detection-evaluator.ts";
export { letterboxPlacement, type Placement } from "./detect/placement.ts";
export { buildDetector, type DetectorOptions } from "./net/build-detector.ts";
export { Detector, type DetectorSettings } from "./net/detector.ts";
export {
  type DetectorName,
  type DetectorVariant,
  detectorNames,
  detectorVariants,
  isDetectorName,
} from "./net/detector-variants.ts";
export { type FcosAnswers, FcosHead, type FcosHeadOptions } from "./net/fcos-head.ts";
export { FeaturePyramid, type FeaturePyramidOptions } from "./net/feature-pyramid.ts";
export { type FreezeDetectorOptions, freezeDetector } from "./net/freeze-detector.ts";
export { cocoCategoryNames } from "./weights/coco-categories.ts";
export { type DescribedDetectorFile, describeDetectorFile } from "./weights/describe-detector-file.ts";
export { type DetectorDescription, descriptionIn, encodeDescription } from "./weights/detector-description.ts";
export { type LoadDetectorOptions, loadDetector } from "./weights/load-detector.ts";
export { type SaveDetectorOptions, saveDetector } from "./weights/save-detector.ts";

export { boxIou, generalizedBoxIou } from "./boxes/box-iou.ts";
export { clipBoxes } from "./boxes/clip-boxes.ts";
export { type BoxForm, convertBoxes } from "./boxes/convert-boxes.ts";
export { type ScoredBoxes, suppressBoxes } from "./boxes/suppress-boxes.ts";
export { type DecodeOptions, type Detections, decodeDetections } from "./decode/decode-detections.ts";
export { type HeadOutputs, splitAnswers } from "./decode/head-outputs.ts";
export { BoxError } from "./errors.ts";
export {
  type Pyramid,
  type PyramidLevel,
  type PyramidLocations,
  pyramidLocations,
  type Size,
} from "./pyramid-locations.ts";
export { assignAtss } from "./targets/assign-atss.ts";
export { assignFcos, type FcosAssignment } from "./targets/assign-fcos.ts";
export { type DetectionTargetOptions, type DetectionTargets, detectionTargets } from "./targets/detection-targets.ts";

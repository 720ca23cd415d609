/** The detector of a case. */
import { buildDetector, type Detector } from "@tresnet/detection";
import type { BenchmarkCase } from "../cases.ts";

/**
 * The detector of a case, its weights without values; images are normalized before it.
 * @throws RangeError for a case without a detector.
 */
export function buildCaseDetector({
  detector,
  classes,
  imageSize,
}: Pick<BenchmarkCase, "detector" | "classes" | "imageSize">): Detector {
  if (detector === undefined) throw new RangeError("buildCaseDetector: expected a case with a detector, got none.");
  return buildDetector(detector.name, { numClasses: classes, inputSize: imageSize, mean: [0, 0, 0], std: [1, 1, 1] });
}

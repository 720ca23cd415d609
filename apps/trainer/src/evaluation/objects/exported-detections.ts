/** An exported detector asked in the place of its weights: its own runtime computes. */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Detections } from "@tresnet/boxes";
import type { DetectionEvaluator, DetectionLimits } from "@tresnet/detection";
import type { ExportedDetector } from "@tresnet/export";
import type { RunnableExport } from "../../model/exported-checkpoint.ts";
import type { SavedModel } from "../../run-directory/checkpoint-metadata.ts";
import { bytesOf } from "../exported-evaluator.ts";

/** How an exported detector is asked. */
export interface ExportedDetectionsOptions {
  /** What goes into the export. */
  readonly input: RunnableExport["input"];
  /** How the images were made ready that the evaluator is given. */
  readonly saved: Pick<SavedModel, "mean" | "std">;
  /** What is kept of what the export finds. */
  readonly limits: Pick<Required<DetectionLimits>, "scoreThreshold" | "perImage">;
}

/** Makes an evaluator of an exported detector, which is released with it. */
export function exportedDetections(
  exported: ExportedDetector,
  { input, saved, limits }: ExportedDetectionsOptions,
): DetectionEvaluator {
  return {
    async run(images: Tensor4D, placements) {
      const { shape } = images;
      const [n, height, width] = shape;
      const values = Float32Array.from(await images.data());
      const whole = { imageSize: { height, width }, originalSize: { height, width } };
      const found = await exported.run({
        images: input === "uint8" ? bytesOf({ values, shape }, saved) : { values, shape },
        placements: placements ?? Array.from({ length: n }, () => whole),
      });
      return found.map((detections) => within(detections, limits));
    },
    dispose: () => void exported.dispose(),
  };
}

/** Objects above a score, and no more than so many; the surest come first. */
function within(
  { boxes, scores, labels }: Detections,
  { scoreThreshold, perImage }: ExportedDetectionsOptions["limits"],
): Detections {
  const unsure = scores.findIndex((score) => score <= scoreThreshold);
  const count = Math.min(perImage, unsure === -1 ? scores.length : unsure);
  return { boxes: boxes.slice(0, 4 * count), scores: scores.slice(0, count), labels: labels.slice(0, count) };
}

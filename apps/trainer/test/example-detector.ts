/** A small detector for tests of exports, in a file that the command takes: of noise, and it finds much. */
import { createDetector, saveDetector } from "@tresnet/detection";
import { noise } from "@tresnet/vitest";
import { encodeInfo, type SavedDetector, type SavedModel } from "../src/run-directory/checkpoint-metadata.ts";

const [size, mean, std] = [64, [0.4, 0.45, 0.5], [0.25, 0.2, 0.3]] as const;

/** The classes of the detector. */
export const detectorClasses = ["tree", "a house with a name as long as this one", "Öl"] as const;

/** Writes the weights; the image is placed as `fit` says, whole or in tiles. */
export async function writeExampleDetector(
  file: string,
  { fit, tile }: Pick<SavedDetector, "fit" | "tile"> = { fit: "letterbox" },
): Promise<void> {
  const name = "fcos_tresnet_s";
  const classNames = [...detectorClasses];
  const detector = createDetector(name, {
    channels: 16,
    convolutions: 2,
    groups: 4,
    seed: 5,
    inputSize: size,
    classNames,
    mean: [...mean],
    std: [...std],
  });
  const { bboxReg, bboxCtrness } = detector.head.regressionHead;
  const { clsLogits } = detector.head.classificationHead;
  for (const [seed, { weight }] of [clsLogits, bboxReg, bboxCtrness].entries()) {
    weight.assign(noise(weight.size, seed + 1, -0.2, 0.2));
  }
  bboxReg.bias?.assign(Float32Array.of(2, 2, 2, 2));
  clsLogits.bias?.assign(new Float32Array(classNames.length).fill(-2));
  const model: SavedModel = {
    mean: [...mean],
    std: [...std],
    model: "tresnet_s",
    classNames,
    numClasses: classNames.length,
    imgSize: size,
    cropMode: "squish",
    cropPct: 1,
    task: "detection",
    detector: { name, fit, assigner: "fcos", points: "corners", ...(tile && { tile }) },
  };
  await saveDetector(detector, file, {
    metadata: encodeInfo({ kind: "weights", model }),
  });
  detector.dispose();
}

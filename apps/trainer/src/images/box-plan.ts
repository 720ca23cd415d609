/** How images with boxes become batches: what the options leave open is decided by the detector. */
import {
  type EvalBoxesTransform,
  evalBoxesTransform,
  type TrainBoxesTransform,
  trainBoxesTransform,
} from "@tresnet/data";
import { type Detector, detectorVariants } from "@tresnet/detection";
import { architectureOf } from "@tresnet/zoo";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import { augmentationSettings } from "../settings/augmentation/augmentation-options.ts";
import { usualFindings } from "../settings/detection/detection-options.ts";
import { classifierOf, detectorOf } from "../settings/detection/detector-name.ts";
import type { TrainOptions } from "../settings/train-options.ts";

/** Side of a detector's input, pixels. */
export function detectorInputSize({ model, imgSize }: Pick<TrainOptions, "model" | "imgSize">): number {
  return imgSize ?? detectorVariants[detectorOf(model)].inputSize;
}

/** What is saved with a detector's weights: how an image is made ready, and what the classes are. */
export function savedDetector(options: TrainOptions, detector: Detector, classNames: readonly string[]): SavedModel {
  const { tile, overlap, fit, nmsThreshold } = options;
  const { mean, std, assigner, points } = detector.settings;
  return {
    model: architectureOf(classifierOf(options.model)),
    classNames: [...classNames],
    numClasses: detector.numClasses,
    imgSize: detectorInputSize(options),
    cropMode: "squish",
    cropPct: 1,
    mean: [...mean],
    std: [...std],
    task: "detection",
    detector: {
      name: detectorOf(options.model),
      fit,
      assigner,
      points,
      nmsThreshold,
      ...(tile !== undefined && { tile: { size: tile, overlap } }),
    },
  };
}

/** The overlap from which on the surer of two boxes suppresses the other: as asked for, else as a detector says. */
export function nmsThresholdOf({ detector }: SavedModel, asked: number | undefined): number {
  return asked ?? detector?.nmsThreshold ?? usualFindings.nmsThreshold;
}

/** Evaluation's transform for a detector. */
export function evalBoxesTransformOf({ imgSize, mean, std, detector }: SavedModel): EvalBoxesTransform {
  const fit = detector?.fit ?? "letterbox";
  return evalBoxesTransform({ size: { height: imgSize, width: imgSize }, fit, mean, std });
}

/** The random transform that the options describe, which makes the detector's targets too. */
export function trainBoxesTransformOf(
  options: TrainOptions,
  saved: SavedModel,
  detector: Detector,
): TrainBoxesTransform {
  const { imgSize, mean, std } = saved;
  const size = { height: imgSize, width: imgSize };
  const targets = { pyramid: detector.pyramid(size), assigner: options.assigner };
  const shared = { size, fit: options.fit, mean, std, targets, fastDecode: options.fastDecode };
  if (!options.aug) return trainBoxesTransform({ ...shared, scale: [1, 1], hflip: 0 });
  const [least = 1, most = 1] = options.scaleJitter;
  const { colorJitter } = augmentationSettings(options);
  return trainBoxesTransform({
    ...shared,
    scale: [least, most],
    hflip: options.hflip,
    vflip: options.vflip,
    quarterTurns: options.quarterTurns,
    leastVisible: options.leastVisible,
    mosaic: options.mosaic,
    copyPaste: options.copyPaste,
    ...(colorJitter && { colorJitter }),
  });
}

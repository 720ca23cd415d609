/** What an export says of its detector as JSON, for programs: what it finds, and how images are made ready. */
import type { Pyramid } from "@tresnet/boxes";
import type { JsonObject } from "@tresnet/export";
import { detailsIn, format } from "../description-parts.ts";
import { objectOf } from "../json-object.ts";
import type { DetectorContent } from "./detector-exporter.ts";

/** What a description calls the task of detectors. */
export const detectTask = "detect";

/**
 * The description that `loadDetector` of @tresnet/predict reads: with the maps that answers belong to, and the limits
 * of what is found.
 */
export function detectorDescriptionOf(content: DetectorContent, { image, levels, points }: Pyramid): JsonObject {
  const { classNames, detector, limits, mean, std, backbone, license, score, metadata } = content;
  const { fit, tile } = detector;
  return {
    format,
    task: detectTask,
    classes: classNames,
    preprocessing: { fit, mean, std, ...(tile && { tile: { ...tile } }) },
    pyramid: {
      image: { height: image.height, width: image.width },
      levels: levels.map(({ height, width, stride }) => ({ height, width, stride })),
      points: points ?? "corners",
    },
    limits: { ...limits },
    detector: { name: detector.name, backbone, assigner: detector.assigner, points: detector.points },
    ...(license !== undefined && { license }),
    ...(score !== undefined && { score }),
    details: detailsIn(metadata),
  };
}

/** The metadata of a checkpoint that a detector's description stands for, and its limits. */
export function detectorMetadataOf(description: JsonObject): ReadonlyMap<string, string> {
  const { classes = [], preprocessing, pyramid, limits, detector } = description;
  const { fit, mean, std, tile } = objectOf(preprocessing);
  const { name, backbone, assigner, points } = objectOf(detector);
  const model = {
    model: backbone,
    classNames: classes,
    numClasses: Array.isArray(classes) ? classes.length : 0,
    imgSize: objectOf(objectOf(pyramid)["image"])["height"],
    cropMode: "squish",
    cropPct: 1,
    mean,
    std,
    task: "detection",
    detector: { name, fit, assigner, points, ...(tile !== undefined && { tile }) },
  };
  return new Map([
    ["tresnet", JSON.stringify({ kind: "weights", model })],
    ["limits", JSON.stringify(limits)],
  ]);
}

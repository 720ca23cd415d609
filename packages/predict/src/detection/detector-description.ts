/** What an exported detector says of itself: what it finds, and how images are made ready for it. */
import type { Pyramid } from "@tresnet/boxes";
import { type ChannelValues, channelsOf, listOf, numberOf, oneOf, recordOf } from "../description-fields.ts";

/** How images are made ready for a detector. */
export interface DetectorPreprocessing {
  /** The size of the input, pixels. */
  readonly size: { readonly height: number; readonly width: number };
  /** Whether an image keeps its proportions, with the mean's colour beside it, or is stretched over the input. */
  readonly fit: "letterbox" | "squish";
  /** The number subtracted from each channel, whose values run from 0 to 1. */
  readonly mean: ChannelValues;
  /** The number that each channel is divided by afterwards, above 0. */
  readonly std: ChannelValues;
  /** How photographs are cut into tiles, each of which is looked at by itself; undefined for images as a whole. */
  readonly tile?: DetectorTiles;
}

/** How photographs are cut into tiles. */
export interface DetectorTiles {
  /** The side of a tile, pixels of the photograph. */
  readonly size: number;
  /** The share of a tile that the next one shows too, 0 to below 1. */
  readonly overlap: number;
}

/** Thresholds and limits of what is found. */
export interface FindingLimits {
  /** The score that an object must exceed, 0 to 1. */
  readonly scoreThreshold: number;
  /** The IoU above which a better box of the same class suppresses a worse one, 0 to 1. */
  readonly iouThreshold: number;
  /** The most objects of an image, or of a tile. */
  readonly perImage: number;
  /** The most candidates of each level of the pyramid. */
  readonly perLevel: number;
}

/** What a detector says of itself. */
export interface DetectorDescription {
  /** Tells a detector from a classifier. */
  readonly task: "detect";
  /** The names of the classes, in the order of the labels. */
  readonly classes: readonly string[];
  /** How images are made ready. */
  readonly preprocessing: DetectorPreprocessing;
  /** The maps that a graph model's answers belong to; undefined for an ONNX file, which decodes by itself. */
  readonly pyramid?: Pyramid;
  /** Thresholds and limits where nobody says others; those of an ONNX file are fixed, but for a higher score. */
  readonly limits: FindingLimits;
  /** The terms under which the weights may be used. */
  readonly license?: string;
}

/** Whether what a model says of itself is a detector's. */
export function describesDetector(value: unknown): boolean {
  return typeof value === "object" && value !== null && "task" in value && value.task === "detect";
}

/**
 * Reads what a detector says of itself.
 * @throws PredictError naming what is missing or wrong.
 */
export function readDetectorDescription(value: unknown): DetectorDescription {
  const described = recordOf(value, "a description");
  const given = recordOf(described["preprocessing"], "preprocessing");
  const limits = recordOf(described["limits"], "limits");
  const pyramid = described["pyramid"] === undefined ? undefined : readPyramid(described["pyramid"]);
  const { license } = described;
  return {
    task: oneOf(["detect"], described["task"], "task"),
    classes: listOf(described["classes"], "classes", (name) => typeof name === "string"),
    preprocessing: {
      size: pyramid?.image ?? readSize(given["size"], "size"),
      fit: oneOf(["letterbox", "squish"], given["fit"], "fit"),
      mean: channelsOf(given["mean"], "mean"),
      std: channelsOf(given["std"], "std"),
      ...(given["tile"] !== undefined && { tile: readTiles(given["tile"]) }),
    },
    ...(pyramid && { pyramid }),
    limits: {
      scoreThreshold: shareOf(limits["scoreThreshold"], "scoreThreshold"),
      iouThreshold: shareOf(limits["iouThreshold"], "iouThreshold"),
      perImage: numberOf(limits["perImage"], "perImage"),
      perLevel: numberOf(limits["perLevel"], "perLevel"),
    },
    ...(typeof license === "string" && { license }),
  };
}

function readPyramid(value: unknown): Pyramid {
  const { image, levels, points } = recordOf(value, "pyramid");
  return {
    image: readSize(image, "image"),
    levels: listOf(levels, "levels", isObject).map((level) => ({
      ...readSize(level, "levels"),
      stride: numberOf(recordOf(level, "levels")["stride"], "stride"),
    })),
    points: oneOf(["corners", "centers"], points, "points"),
  };
}

function readSize(value: unknown, what: string): { readonly height: number; readonly width: number } {
  const { height, width } = recordOf(value, what);
  return { height: numberOf(height, `${what}.height`), width: numberOf(width, `${what}.width`) };
}

function readTiles(value: unknown): DetectorTiles {
  const { size, overlap } = recordOf(value, "tile");
  return { size: numberOf(size, "tile.size"), overlap: shareOf(overlap, "tile.overlap") };
}

function shareOf(value: unknown, what: string): number {
  return value === 0 ? 0 : numberOf(value, what);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** A loaded model that finds objects on images. */
import { type Detections, decodeDetections, type Pyramid, splitAnswers } from "@tresnet/boxes";
import { mergeTiles } from "@tresnet/data/evaluation";
import type { ImagePixels } from "../image-pixels.ts";
import { PredictError } from "../predict-error.ts";
import type { RawModel } from "../runtimes/raw-model.ts";
import type { DetectorDescription, DetectorTiles, FindingLimits } from "./detector-description.ts";
import { limitsFor } from "./limits-for.ts";
import { prepareWindow, windowsOf } from "./prepare-tiles.ts";

/** One object on an image. */
export interface FoundObject {
  /** The corners x1, y1, x2, y2 in pixels of the original image. */
  readonly box: readonly [x1: number, y1: number, x2: number, y2: number];
  /** How sure the detector is, 0 to 1. */
  readonly score: number;
  /** The name of the class. */
  readonly name: string;
  /** Its place among the detector's classes, from 0. */
  readonly index: number;
}

/** Which objects are wanted; what is left out is as the detector says. */
export interface DetectOptions {
  /** The score that an object must exceed, 0 to 1; of an ONNX file no less than what it was exported for. */
  readonly scoreThreshold?: number | undefined;
  /** The IoU above which a better box of the same class suppresses a worse one, 0 to 1; an ONNX file's is fixed. */
  readonly iouThreshold?: number | undefined;
  /** The most objects of an image, or of a tile; of an ONNX file no more than what it was exported for. */
  readonly perImage?: number | undefined;
  /** How a photograph is cut into tiles; false: it is looked at as a whole. */
  readonly tile?: DetectorTiles | false | undefined;
  /** Is told after each tile how many of them are done, and waited for. */
  readonly onProgress?: ((done: number, total: number) => void | Promise<void>) | undefined;
}

/** A loaded detector, which is the caller's to dispose of. */
export interface ObjectDetector<Image> {
  /** What the detector says of itself. */
  readonly description: DetectorDescription;
  /**
   * Finds objects on an image, the surest first. The image is decoded, cut into tiles, resized and normalized as it was
   * where the detector was trained.
   * @throws PredictError when it is no image, or an option can't be.
   */
  detect(image: Image, options?: DetectOptions): Promise<readonly FoundObject[]>;
  /** Releases the model. */
  dispose(): void | Promise<void>;
}

/** Joins what a detector needs: what says what it is, what runs it, and what makes pixels of an image. */
export function detectorOf<Image>(
  description: DetectorDescription,
  model: Pick<RawModel, "run" | "dispose">,
  pixelsOf: (image: Image) => Promise<ImagePixels>,
): ObjectDetector<Image> {
  const { preprocessing, classes } = description;
  return {
    description,
    detect: async (image, { tile = preprocessing.tile, onProgress, ...wanted } = {}) => {
      const limits = limitsFor(description, wanted);
      const pixels = await pixelsOf(image);
      const windows = windowsOf(pixels, tile === false ? undefined : tile);
      const found: Detections[] = [];
      for (const [place, window] of windows.entries()) {
        const { values, placement } = prepareWindow(pixels, window, preprocessing);
        found.push(await ask(model, description, { values, placement, limits }));
        await onProgress?.(place + 1, windows.length);
      }
      const [first] = found;
      const merged =
        tile === false || tile === undefined
          ? first
          : mergeTiles(
              found.flatMap((detections, place) => {
                const window = windows[place];
                return window === undefined ? [] : [{ window, ...detections }];
              }),
              { iouThreshold: limits.iouThreshold },
            );
      return merged === undefined ? [] : listed(merged, classes);
    },
    dispose: () => model.dispose(),
  };
}

interface Asked {
  readonly values: Float32Array;
  readonly placement: ReturnType<typeof prepareWindow>["placement"];
  readonly limits: FindingLimits;
}

/** What the model finds in one input, in pixels of the part of the image that lies in it. */
async function ask(
  model: Pick<RawModel, "run">,
  { pyramid, classes, preprocessing: { size } }: DetectorDescription,
  { values, placement, limits }: Asked,
): Promise<Detections> {
  const { imageSize: inside, originalSize: before } = placement;
  const outputs = await model.run({
    values,
    ...size,
    ...(pyramid === undefined && { sizes: [inside.height, inside.width, before.height, before.width] }),
  });
  if (pyramid === undefined) return within(outputs, limits);
  return decoded(outputs, pyramid, classes.length, { ...limits, ...placement });
}

function decoded(
  outputs: ReadonlyMap<string, Float32Array>,
  pyramid: Pyramid,
  classes: number,
  options: Parameters<typeof decodeDetections>[2],
): Detections {
  const [answers = new Float32Array()] = outputs.values();
  return decodeDetections(splitAnswers(answers, classes), pyramid, options);
}

/** What a model that decodes by itself gives, but for what is less certain or too much; the surest come first. */
function within(outputs: ReadonlyMap<string, Float32Array>, limits: FindingLimits): Detections {
  const [boxes, scores, labels] = ["boxes", "scores", "labels"].map((name) => outputs.get(name));
  if (boxes === undefined || scores === undefined || labels === undefined) {
    throw new PredictError('detect: expected outputs "boxes", "scores" and "labels". Export the model again.');
  }
  const sure = scores.findIndex((score) => score <= limits.scoreThreshold);
  const count = Math.min(limits.perImage, sure === -1 ? scores.length : sure);
  return {
    boxes: boxes.slice(0, 4 * count),
    scores: scores.slice(0, count),
    labels: Int32Array.from(labels.subarray(0, count)),
  };
}

function listed({ boxes, scores, labels }: Detections, classes: readonly string[]): readonly FoundObject[] {
  return Array.from(scores, (score, at) => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(4 * at, 4 * at + 4);
    const index = labels[at] ?? 0;
    return { box: [x1, y1, x2, y2], score, name: classes[index] ?? String(index), index };
  });
}

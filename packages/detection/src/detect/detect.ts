/** From images of any size to what is in them. */
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { decodeDetections, type Size } from "@tresnet/boxes";
import { ShapeError } from "@tresnet/engine";
import type { Detector } from "../net/detector.ts";
import { type Detection, listDetections } from "./detection.ts";
import { type DetectionLimits, outputsOf, readAnswers } from "./detection-evaluator.ts";
import { letterboxPlacement, type Placement } from "./placement.ts";

/** How `detect` looks at images. */
export interface DetectOptions extends DetectionLimits {
  /** Height and width that images are brought to, pixels. @default the detector's `inputSize` */
  readonly inputSize?: Size;
}

/**
 * Finds objects in images of any sizes, one at a time: [h, w, inChannels] of 0 to 255, which stay the caller's → what
 * is in each, in pixels of that image, by descending score.
 *
 * Each image is resized with its proportions into the upper left corner of the input, bilinearly, and what is left of
 * the input filled up with the mean. For many images make batches, and use `createDetectionEvaluator`.
 * @throws ShapeError when an image has another form; BoxError when the detector answers with NaN.
 */
export async function detect(
  detector: Detector,
  images: readonly tf.Tensor3D[],
  { inputSize = detector.settings.inputSize, ...limits }: DetectOptions = {},
): Promise<readonly (readonly Detection[])[]> {
  const pyramid = detector.pyramid(inputSize);
  const found: Detection[][] = [];
  for (const image of images) {
    checkImage(detector, image);
    const [height, width] = image.shape;
    const placement = letterboxPlacement({ height, width }, inputSize);
    const answers = tf.tidy(() => ({
      ...detector.answers(letterbox(detector, image, placement, inputSize), inference),
    }));
    const outputs = outputsOf(await readAnswers(answers), 0, 1);
    found.push(listDetections(decodeDetections(outputs, pyramid, { ...limits, ...placement }), detector));
  }
  return found;
}

/** One image as a detector's input: float32 [1, height, width, channels]. */
function letterbox(
  { settings: { mean, std } }: Detector,
  image: tf.Tensor3D,
  { imageSize }: Placement,
  { height, width }: Size,
): tf.Tensor4D {
  const [, , channels] = image.shape;
  const pixels = tf.expandDims<tf.Tensor4D>(tf.cast(image, "float32"), 0);
  const resized = tf.image.resizeBilinear(pixels, [imageSize.height, imageSize.width], false, true);
  const isColour = channels === mean.length; // images of other channels are not normalized by the three of colours
  const normalized = isColour ? tf.div(tf.sub(tf.div(resized, 255), [...mean]), [...std]) : tf.div(resized, 255);
  return tf.pad(normalized as tf.Tensor4D, [
    [0, 0],
    [0, height - imageSize.height],
    [0, width - imageSize.width],
    [0, 0],
  ]);
}

function checkImage({ inChannels }: Detector, image: tf.Tensor): void {
  const [height = 0, width = 0, channels] = image.shape;
  if (image.rank === 3 && height >= 1 && width >= 1 && channels === inChannels) return;
  throw new ShapeError(
    `detect: expected images [h, w, ${inChannels}] of 0 to 255, got [${image.shape}]. Decode them in as many channels.`,
  );
}

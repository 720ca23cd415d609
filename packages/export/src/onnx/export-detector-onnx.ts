import type { DetectionLimits, Detector } from "@tresnet/detection";
import { replaceFile } from "@tresnet/files";
import { type DescribeDetectorOptions, describeDetector } from "../detector/describe-detector.ts";
import { type FromPixelsOptions, fromBytes } from "../net/from-pixels.ts";
import { sidesOf } from "../net/net.ts";
import type { EncodeOnnxOptions } from "./encode-onnx.ts";

/** How a detector is exported as ONNX. */
export interface ExportDetectorOnnxOptions extends DescribeDetectorOptions, EncodeOnnxOptions, DetectionLimits {
  /**
   * Lets the file take the bytes of pixels, uint8 [n, height, width, channels], which it normalizes itself.
   * @default normalized values
   */
  readonly pixels?: Omit<FromPixelsOptions, "probabilities"> | undefined;
}

/**
 * Writes a detector as one ONNX file, opset 17, with decoding and suppression inside; it replaces an old one in one
 * step.
 *
 * Into it go `pixel_values`, float32 [n, channels, height, width], normalized, each image at the upper left corner and
 * what is beside it 0 (with `pixels` uint8 [n, height, width, channels]), and `sizes`, float32 [n, 4]: the height and
 * width of each image in the input, and its height and width before it was resized. Out of it come `boxes` float32
 * [count, 4], the corners x1, y1, x2, y2 in pixels of the original images, `scores` float32 [count], `labels` int64
 * [count], from 0, and `images` int64 [count], the place of each box's image in the batch: image by image, by
 * descending score. They are those of `decodeDetections` of `@tresnet/boxes` with the same limits.
 * @throws ExportError when the detector holds a module that has no description, or a weight is too great for float16;
 * RangeError, ShapeError for a size or a limit that can't be; what the file system throws.
 */
export async function exportDetectorOnnx(
  detector: Detector,
  file: string,
  {
    size,
    pixels,
    scoreThreshold = 0.2,
    iouThreshold = 0.6,
    perImage = 100,
    perLevel = 1000,
    ...options
  }: ExportDetectorOnnxOptions = {},
): Promise<void> {
  const limits = { scoreThreshold, iouThreshold, perImage, perLevel };
  checkLimits(limits);
  const net = describeDetector(detector, { size });
  const { height = 0, width = 0 } = sidesOf(net.input.size);
  const pyramid = detector.pyramid({ height, width });
  const { encodeDetectorOnnx } = await import("./encode-detector-onnx.ts"); // who writes no ONNX loads none of it
  const bytes = encodeDetectorOnnx(pixels === undefined ? net : fromBytes(net, pixels), {
    ...options,
    pyramid,
    limits,
  });
  await replaceFile(file, (handle) => handle.writeFile(bytes));
}

function checkLimits({ scoreThreshold, iouThreshold, perImage, perLevel }: Required<DetectionLimits>): void {
  for (const [name, value] of Object.entries({ scoreThreshold, iouThreshold })) {
    if (value >= 0 && value <= 1) continue;
    throw new RangeError(`exportDetectorOnnx: ${name} must be a number from 0 to 1, got ${value}.`);
  }
  for (const [name, value] of Object.entries({ perImage, perLevel })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new RangeError(`exportDetectorOnnx: ${name} must be a whole number of 1 or more, got ${value}.`);
  }
}

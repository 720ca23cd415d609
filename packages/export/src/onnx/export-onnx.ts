import { replaceFile } from "@tresnet/files";
import type { ImageClassifier } from "@tresnet/zoo";
import { type FromPixelsOptions, fromPixels } from "../net/from-pixels.ts";
import { type DescribeNetOptions, describeNet } from "../walk/describe-net.ts";
import { type EncodeOnnxOptions, encodeOnnx } from "./encode-onnx.ts";

/** How a model is exported as ONNX. */
export interface ExportOnnxOptions extends DescribeNetOptions, EncodeOnnxOptions {
  /**
   * Lets the file take the bytes of pixels, uint8 [n, height, width, channels], and answer with probabilities. @default
   * normalized values for logits
   */
  readonly pixels?: FromPixelsOptions | undefined;
}

/**
 * Writes a model as one ONNX file, opset 17, which replaces an old one in one step: `pixel_values` float32 [n,
 * channels, height, width] → `logits` float32 [n, classes].
 * @throws ExportError when the model holds a module that has no description, or a weight is too great for float16;
 * RangeError, ShapeError for a size that the model can't take; what the file system throws.
 */
export async function exportOnnx(
  model: ImageClassifier,
  file: string,
  { size, pixels, ...options }: ExportOnnxOptions = {},
): Promise<void> {
  const net = describeNet(model, { size });
  const bytes = encodeOnnx(pixels === undefined ? net : fromPixels(net, pixels), options);
  await replaceFile(file, (handle) => handle.writeFile(bytes));
}

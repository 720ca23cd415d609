import { replaceFile } from "@tresnet/files";
import type { ImageClassifier } from "@tresnet/zoo";
import { type FromPixelsOptions, fromPixels } from "../net/from-pixels.ts";
import type { Net } from "../net/net.ts";
import { type QuantizeOptions, quantizeNet } from "../quantize/quantize-net.ts";
import { quantizedFromPixels } from "../quantize/quantized-from-pixels.ts";
import { type DescribeNetOptions, describeNet } from "../walk/describe-net.ts";
import type { EncodeOnnxOptions } from "./encode-onnx.ts";

/** How a model is exported as ONNX. */
export interface ExportOnnxOptions extends DescribeNetOptions, EncodeOnnxOptions {
  /**
   * Lets the file take the bytes of pixels, uint8 [n, height, width, channels], and answer with probabilities. @default
   * normalized values for logits
   */
  readonly pixels?: FromPixelsOptions | undefined;
  /** Rounds the net to 8 bits, by images that are normalized and of the net's size. @default float32 */
  readonly quantize?: QuantizeOptions | undefined;
}

/**
 * Writes a model as one ONNX file, opset 17, which replaces an old one in one step: `pixel_values` float32 [n,
 * channels, height, width] → `logits` float32 [n, classes].
 * @throws ExportError when the model holds a module that has no description, or a weight is too great for float16;
 * RangeError, ShapeError for a size that the model can't take; what the file system throws.
 */
export async function exportOnnx(model: ImageClassifier, file: string, options: ExportOnnxOptions = {}): Promise<void> {
  const bytes = await encode(describeNet(model, { size: options.size }), options);
  await replaceFile(file, (handle) => handle.writeFile(bytes));
}

async function encode(net: Net, { pixels, quantize, ...options }: ExportOnnxOptions): Promise<Uint8Array> {
  const { encodeOnnx, encodeQuantizedOnnx } = await import("./encode-onnx.ts"); // who writes no ONNX loads none of it
  if (quantize === undefined) return encodeOnnx(pixels === undefined ? net : fromPixels(net, pixels), options);
  const quantized = quantizeNet(net, quantize);
  return encodeQuantizedOnnx(pixels === undefined ? quantized : quantizedFromPixels(quantized, pixels), options);
}

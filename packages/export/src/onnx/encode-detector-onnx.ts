/** A described detector as the bytes of an ONNX file that answers with boxes. */
import type { Pyramid } from "@tresnet/boxes";
import type { DetectionLimits } from "@tresnet/detection";
import { TensorProto_DataType } from "onnx-buf";
import type { Net } from "../net/net.ts";
import { type EncodeOnnxOptions, encodeGraph, imagesInfo, valueInfo, writeQuantized } from "./encode-onnx.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { sizesName } from "./value-names.ts";
import { writeDetections } from "./write-detections.ts";

/** How a detector's ONNX file is written. */
export interface EncodeDetectorOnnxOptions extends EncodeOnnxOptions {
  /** The maps that the net's answers belong to. */
  readonly pyramid: Pyramid;
  /** Thresholds and limits of detections. */
  readonly limits: Required<DetectionLimits>;
}

/**
 * Writes a detector as ONNX, opset 17, IR 8, the batch free: images and their sizes → boxes, scores, labels, images.
 * The file's metadata says the limits, the pyramid and the form of inputs and outputs besides what is given.
 * @throws ExportError when a weight is too great for float16.
 */
export function encodeDetectorOnnx(
  net: Net,
  { pyramid, limits, half = false, metadata = {} }: EncodeDetectorOnnxOptions,
): Uint8Array<ArrayBuffer> {
  const writer = new OnnxGraph(net.name, { half });
  const answers = "answers";
  writeQuantized(writer, { net, values: new Map(), kernels: new Set() }, answers);
  const { graph } = writer;
  const found = writeDetections(writer, { answers, sizes: sizesName, pyramid, classes: net.numClasses, limits });
  graph.input.push(imagesInfo(net), valueInfo(sizesName, TensorProto_DataType.FLOAT, ["n", 4]));
  graph.output.push(
    valueInfo(found.boxes, TensorProto_DataType.FLOAT, ["count", 4]),
    valueInfo(found.scores, TensorProto_DataType.FLOAT, ["count"]),
    valueInfo(found.labels, TensorProto_DataType.INT64, ["count"]),
    valueInfo(found.images, TensorProto_DataType.INT64, ["count"]),
  );
  return encodeGraph(graph, { ...described(net, pyramid, limits), ...metadata });
}

/** What every detector's file says of itself; what is no text is JSON. */
function described(
  { input }: Net,
  { image, levels, points = "corners" }: Pyramid,
  limits: Required<DetectionLimits>,
): Record<string, string> {
  return {
    task: "detect",
    input: input.type,
    layout:
      input.type === "uint8" ? "n height width channels; red, green, blue" : "n channels height width, normalized",
    input_size: JSON.stringify(image),
    strides: JSON.stringify(levels.map(({ stride }) => stride)),
    points,
    letterbox: "upper left corner, proportions kept; what is beside the image is 0 after normalization",
    sizes: "height and width of the image in the input, height and width of the original; boxes are in its pixels",
    limits: JSON.stringify(limits),
  };
}

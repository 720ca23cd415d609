/** `exportDetectorSavedModel`: a detector as TensorFlow's SavedModel, with decoding and suppression inside. */
import type { DetectionLimits, Detector } from "@tresnet/detection";
import { describeDetector } from "../detector/describe-detector.ts";
import { type FromPixelsOptions, fromBytes } from "../net/from-pixels.ts";
import { type Net, sidesOf } from "../net/net.ts";
import { writeDetectionNodes } from "../tensorflow/detection-nodes.ts";
import { shape, type } from "../tensorflow/graph.ts";
import { GraphWriter } from "../tensorflow/graph-writer.ts";
import { writeNet } from "../tensorflow/write-net.ts";
import type { ExportSavedModelOptions } from "./export-saved-model.ts";
import { type GraphSignature, savedModelMessage } from "./saved-model-message.ts";
import { writeSavedModel } from "./write-saved-model.ts";

/** How a detector is exported as a SavedModel. */
export interface ExportDetectorSavedModelOptions
  extends DetectionLimits,
    Pick<ExportSavedModelOptions, "extra" | "force"> {
  /** Height and width of the images, pixels; a number is both. @default the detector's `inputSize` */
  readonly size?: Net["input"]["size"];
  /** How the signature on bytes normalizes them. */
  readonly pixels: Omit<FromPixelsOptions, "probabilities">;
}

/**
 * Writes a detector as a SavedModel. The signature "serving_default" takes `images` float32 [n, h, w, c], normalized,
 * each image at the upper left corner and what is beside it 0, and `sizes` float32 [n, 4]: the height and width of each
 * image in the input, and its height and width before it was resized. It gives, for each image by descending score and
 * filled up with zeros, `boxes` float32 [n, perImage, 4], the corners x1, y1, x2, y2 in pixels of the original image,
 * `scores` float32 [n, perImage], `labels` int32 [n, perImage], from 0, and `counts` int32 [n], how many they are.
 * "serving_pixels" takes `pixels` uint8 [n, h, w, c] in place of `images`. The weights lie in it once.
 * @throws ExportError when the folder holds something and `force` is not given, the disk is full, the weights take more
 * than 2 GB, or the detector holds a module that has no description.
 */
export async function exportDetectorSavedModel(
  detector: Detector,
  folder: string,
  options: ExportDetectorSavedModelOptions,
): Promise<void> {
  const { size, pixels, extra = {}, force } = options;
  const { scoreThreshold = 0.2, iouThreshold = 0.6, perImage = 100, perLevel = 1000 } = options;
  const limits = { scoreThreshold, iouThreshold, perImage, perLevel };
  const net = describeDetector(detector, { size });
  const { height = 0, width = 0 } = sidesOf(net.input.size);
  const pyramid = detector.pyramid({ height, width });
  const writer = new GraphWriter();
  const signature = (name: string, net: Net, input: string, prefix: string): GraphSignature => {
    const ends = writeNet(writer, net, { input, output: `${prefix}answers`, prefix });
    const sizes = writer.add(`${prefix}sizes`, "Placeholder", [], {
      dtype: type("float32"),
      shape: shape([undefined, 4]),
    });
    const found = writeDetectionNodes(writer, {
      answers: ends.output,
      sizes,
      prefix,
      pyramid,
      limits,
      classes: net.numClasses,
    });
    return {
      name,
      inputs: [
        { key: input, node: ends.input, dtype: net.input.type, shape: ends.inputShape },
        { key: "sizes", node: sizes, dtype: "float32", shape: [undefined, 4] },
      ],
      outputs: [
        { key: "boxes", node: found.boxes, dtype: "float32", shape: [undefined, perImage, 4] },
        { key: "scores", node: found.scores, dtype: "float32", shape: [undefined, perImage] },
        { key: "labels", node: found.labels, dtype: "int32", shape: [undefined, perImage] },
        { key: "counts", node: found.counts, dtype: "int32", shape: [undefined] },
      ],
    };
  };
  const signatures = [
    signature("serving_default", net, "images", ""),
    signature("serving_pixels", fromBytes(net, pixels), "pixels", "from_pixels/"),
  ];
  await writeSavedModel(folder, savedModelMessage(writer.nodes, signatures), { extra, force });
}

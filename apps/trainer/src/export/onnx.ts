/** A model as one ONNX file: for ONNX Runtime, OpenVINO and whatever else reads it. */
import path from "node:path";
import {
  addOnnxNote,
  exportDetectorOnnx,
  exportOnnx,
  findOnnxRuntime,
  onnxRuntimeAdvice,
  openDetectorOnnx,
  openOnnx,
  readOnnxMetadata,
} from "@tresnet/export";
import type { ExportContent, Exporter } from "./exporter.ts";

const withoutRuntime = { notChecked: `there is no ONNX Runtime here. ${onnxRuntimeAdvice}` };

export const onnx: Exporter = {
  help: "one file of opset 17, batch norm folded",
  extension: ".onnx",
  takes: ["half", "imgSize", "input", "quantize"],
  write: (model, file, content) => {
    const { half, size, input, quantize, task, preprocessing } = content;
    const probabilities = task === "multi-label" ? "sigmoid" : "softmax";
    const pixels = { mean: preprocessing.mean, std: preprocessing.std, probabilities } as const;
    return exportOnnx(model, file, {
      size,
      half,
      quantize,
      metadata: onnxMetadata(content),
      ...(input === "uint8" && { pixels }),
    });
  },
  load: async (file) => {
    const runtime = await findOnnxRuntime();
    return runtime === undefined ? withoutRuntime : openOnnx(file, runtime);
  },
  read: async (file) => (path.extname(file) === ".onnx" ? readOnnxMetadata(file) : undefined),
  detectors: {
    hasFixedLimits: true,
    write: (detector, file, { size, half, input, limits, metadata, mean, std }) =>
      exportDetectorOnnx(detector, file, {
        size,
        half,
        metadata,
        ...limits,
        ...(input === "uint8" && { pixels: { mean, std } }),
      }),
    load: async (file) => {
      const runtime = await findOnnxRuntime();
      return runtime === undefined ? withoutRuntime : openDetectorOnnx(file, runtime);
    },
  },
  addNote: (file, note) => addOnnxNote(file, { check: note }),
};

/** What the file says of itself; what is no text is JSON. */
export function onnxMetadata(content: ExportContent): Record<string, string> {
  const { metadata, classNames, preprocessing, task, thresholds, input } = content;
  return {
    ...metadata,
    classes: JSON.stringify(classNames),
    preprocessing: JSON.stringify(preprocessing),
    task,
    input,
    layout: input === "uint8" ? "n height width channels; red, green, blue" : "n channels height width, normalized",
    ...(thresholds !== undefined && { thresholds: JSON.stringify(thresholds) }),
  };
}

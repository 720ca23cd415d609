export { type CardFacts, type CardLoads, type CardPlace, cardFacts } from "./card/card-facts.ts";
export { modelCard } from "./card/model-card.ts";
export { type CheckDetectorOptions, checkDetector, type DetectorCheck } from "./check/check-detector.ts";
export { type CheckExportOptions, checkExport, type ExportCheck } from "./check/check-export.ts";
export { type DecodedDetectorOptions, decodedDetector } from "./check/decoded-detector.ts";
export { type DetectorNetOptions, detectorNet } from "./check/detector-net.ts";
export type { ExportedDetector, PlacedImages } from "./check/exported-detector.ts";
export type { ExportedNet, ImageBatch } from "./check/exported-net.ts";
export { modelNet } from "./check/model-net.ts";
export { runDescription, runNet } from "./check/run-net.ts";
export { type DescribeDetectorOptions, describeDetector } from "./detector/describe-detector.ts";
export { ExportError } from "./errors.ts";
export type { ModelFacts, Score, TrainingData } from "./facts/model-facts.ts";
export { type ExportHubFolderOptions, exportHubFolder, onnxFiles } from "./hub/export-hub-folder.ts";
export type { UploadLimits } from "./hub/silence.ts";
export {
  type UploadedFolder,
  type UploadFolderOptions,
  type UploadProgress,
  uploadFolder,
} from "./hub/upload-folder.ts";
export { constant } from "./net/constant.ts";
export { type FromPixelsOptions, fromPixels } from "./net/from-pixels.ts";
export type { Net, NetInput, NetNode, NetSides, NetSize } from "./net/net.ts";
export {
  type BlurOperation,
  type ByKind,
  type ConcatOperation,
  type Constant,
  type ConstantOperation,
  type ConvolutionOperation,
  callByKind,
  type DenseOperation,
  type EnlargeOperation,
  type GroupDenseOperation,
  type GroupNormOperation,
  type HeadsOperation,
  type LayerNormOperation,
  type LeakyReluOperation,
  type MaxPoolOperation,
  type NormalizePixelsOperation,
  type Operation,
  type OperationKind,
  type PlainKind,
  type PlainOperation,
} from "./net/operations.ts";
export { type ValueShape, valueShapes } from "./net/value-shapes.ts";
export { addOnnxNote } from "./onnx/add-onnx-note.ts";
export type { EncodeOnnxOptions } from "./onnx/encode-onnx.ts";
export { type ExportDetectorOnnxOptions, exportDetectorOnnx } from "./onnx/export-detector-onnx.ts";
export { type ExportOnnxOptions, exportOnnx } from "./onnx/export-onnx.ts";
export {
  findOnnxRuntime,
  type OnnxRuntime,
  type OrtModule,
  type OrtSession,
  type OrtTensor,
  onnxRuntimeAdvice,
  onnxRuntimes,
} from "./onnx/find-onnxruntime.ts";
export { openDetectorOnnx } from "./onnx/open-detector-onnx.ts";
export { openOnnx } from "./onnx/open-onnx.ts";
export { readOnnxMetadata } from "./onnx/read-onnx-metadata.ts";
export type { MeasuredNet } from "./quantize/leave-spoilers-float.ts";
export type { Quantization } from "./quantize/quantization.ts";
export { type QuantizeOptions, quantizeNet } from "./quantize/quantize-net.ts";
export { type QuantizedNet, runQuantized } from "./quantize/quantized-net.ts";
export type { OnQuantizing, QuantizingProgress } from "./quantize/quantizing-progress.ts";
export { type CalibrationMethod, calibrationMethods, type Histogram } from "./quantize/span-of.ts";
export {
  type ExportDetectorSavedModelOptions,
  exportDetectorSavedModel,
} from "./saved-model/export-detector-saved-model.ts";
export { type ExportSavedModelOptions, exportSavedModel } from "./saved-model/export-saved-model.ts";
export { savedModelDetector } from "./saved-model/saved-model-detector.ts";
export { savedModelNet } from "./saved-model/saved-model-net.ts";
export { type ExportTfjsOptions, exportTfjs } from "./tfjs/export-tfjs.ts";
export type { Json, JsonObject } from "./tfjs/node-json.ts";
export { tfjsNet } from "./tfjs/tfjs-net.ts";
export { type ExportTimmOptions, exportTimm } from "./timm/export-timm.ts";
export { timmRefusal } from "./timm/timm-models.ts";
export {
  type ExportTransformersJsOptions,
  exportTransformersJs,
  transformersOnnxFile,
} from "./transformers-js/export-transformers-js.ts";
export { type DescribeNetOptions, describeNet } from "./walk/describe-net.ts";
export type { OverwriteOptions } from "./write-folder.ts";

/**
 * Writes a case's model as ONNX, by this project's own exporter, in a process that ends with it: no side's memory holds
 * what the export took.
 */
import { useTensorFlow } from "@tresnet/engine";
import { exportOnnx, type ImageBatch } from "@tresnet/export";
import { loadWeights } from "@tresnet/zoo";
import { answerRequests } from "../../processes/answer-requests.ts";
import { imagesOfCase } from "../../terms/case-files.ts";
import type { BenchmarkCase } from "../../terms/cases.ts";
import { buildCaseModel } from "../../terms/variant-of.ts";
import type { ExportReply, ExportRequest, WriteRequest } from "./export-messages.ts";

await answerRequests(answer);

async function answer(request: ExportRequest): Promise<ExportReply> {
  if (request.kind === "finish") return { kind: "finished" };
  await write(request);
  return { kind: "exported" };
}

async function write({ case: options, weights, format, file }: WriteRequest): Promise<void> {
  await useTensorFlow({ device: "cpu" });
  const model = buildCaseModel(options, { numClasses: options.classes });
  await loadWeights(model, weights);
  const quantize = format === "int8" ? { images: calibrationImages(options) } : undefined;
  await exportOnnx(model, file, { size: options.imageSize, quantize });
  model.dispose();
}

/**
 * The first eight images of the case, of whatever batch: two batches of four, so that large nets take little memory.
 */
function calibrationImages({ imageSize, seed }: BenchmarkCase): ImageBatch[] {
  const [batches, images] = [2, 4];
  const values = imagesOfCase({ imageSize, seed, batchSize: batches * images });
  const size = values.length / batches;
  return Array.from({ length: batches }, (_, index) => ({
    values: values.subarray(index * size, (index + 1) * size),
    shape: [images, imageSize, imageSize, 3],
  }));
}

/** The peers of ONNX Runtime in Node: this project's export of the model, as a program without it would run it. */
import { readFile } from "node:fs/promises";
import { readSafetensors } from "@tresnet/checkpoints";
import { findOnnxRuntime, onnxRuntimeAdvice } from "@tresnet/export";
import { PhaseClock } from "../../processes/phase-clock.ts";
import type { CaseFiles } from "../../terms/case-files.ts";
import type { BenchmarkCase } from "../../terms/cases.ts";
import type { StartRequest } from "../../terms/messages.ts";
import type { RunningSide } from "../running-side.ts";
import { channelsFirst } from "./channels-first.ts";
import { onnxFileOf } from "./onnx-file-of.ts";

/**
 * Loads the export with the side's threads; what goes in is laid out as the file wants it before the first step.
 * @throws Error where onnxruntime-node is not there, or the export is not.
 */
export async function onnxruntimeSide(request: StartRequest): Promise<RunningSide> {
  const { case: options, files, threads } = request;
  const clock = new PhaseClock();
  const runtime = await findOnnxRuntime(["onnxruntime-node"]);
  if (runtime === undefined) throw new Error(`onnxruntime: expected onnxruntime-node. ${onnxRuntimeAdvice}`);
  const { InferenceSession, Tensor } = runtime.module;
  clock.end("load library");
  const session = await InferenceSession.create(await readFile(onnxFileOf(request)), {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const { imageSize, batchSize } = options;
  const images = new Tensor("float32", await imagesOf(options, files), [batchSize, 3, imageSize, imageSize]);
  clock.end("build model");
  const infer = async () => {
    const values = (await session.run({ pixel_values: images })).logits?.data;
    if (values instanceof Float32Array) return values;
    throw new Error("onnxruntime: expected an output `logits` of float32, got none.");
  };
  const [name = "onnxruntime-node", version = "unknown"] = runtime.name.split(" ");
  return {
    parameters: request.parameters,
    versions: { [name]: version },
    phasesMs: clock.phasesMs,
    check: async () => ({ logits: Array.from(await infer()), training: null }),
    async step() {
      const started = performance.now();
      await infer();
      return { durationMs: performance.now() - started, loss: null };
    },
  };
}

/** The images of the batch, [n, 3, h, w]. */
async function imagesOf({ imageSize, batchSize }: BenchmarkCase, { batch }: CaseFiles): Promise<Float32Array> {
  const { tensors } = await readSafetensors(batch);
  const values = tensors.get("images")?.data;
  if (values instanceof Float32Array) return channelsFirst(values, { batchSize, pixels: imageSize ** 2, channels: 3 });
  throw new TypeError(`onnxruntime: expected "images" of float32 in ${batch}, got none.`);
}

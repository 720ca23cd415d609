/** A case's export, loaded by ONNX Runtime, with the batch laid out as the file wants it. */

import { readSafetensors } from "@tresnet/checkpoints";
import { type OnnxRuntime, onnxRuntimeAdvice } from "@tresnet/export";
import { readWhole } from "@tresnet/files";
import type { CaseFiles } from "../../terms/case-files.ts";
import type { BenchmarkCase } from "../../terms/cases.ts";
import type { StartRequest } from "../../terms/messages.ts";
import { channelsFirst } from "./channels-first.ts";
import { onnxFileOf } from "./onnx-file-of.ts";

/** A loaded export and its batch. */
export interface OnnxSession {
  /** Versions of what runs it, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Gives the logits of the batch, [n · classes]. */
  infer(): Promise<Float32Array>;
  /** Writes the profile, where one was asked for. */
  endProfiling(): void;
  /** Releases the session. */
  release(): Promise<void>;
}

/**
 * Loads the export of a side's case with the side's threads.
 * @param options settings of ONNX Runtime's session besides those
 * @throws Error where there is no ONNX Runtime, or no export.
 */
export async function onnxSession(
  request: StartRequest,
  runtime: OnnxRuntime | undefined,
  options: Readonly<Record<string, unknown>> = {},
): Promise<OnnxSession> {
  if (runtime === undefined) throw new Error(`onnxruntime: expected onnxruntime-node. ${onnxRuntimeAdvice}`);
  const { InferenceSession, Tensor } = runtime.module;
  const session = await InferenceSession.create(await readWhole(onnxFileOf(request), { mostBytes: 2 ** 31 }), {
    executionProviders: ["cpu"],
    intraOpNumThreads: request.threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...options,
  });
  const { imageSize, batchSize } = request.case;
  const values = await imagesOf(request.case, request.files);
  const images = new Tensor("float32", values, [batchSize, 3, imageSize, imageSize]);
  const [name = "onnxruntime-node", version = "unknown"] = runtime.name.split(" ");
  return {
    versions: { [name]: version },
    async infer() {
      const logits = (await session.run({ pixel_values: images })).logits?.data;
      if (logits instanceof Float32Array) return logits;
      throw new Error("onnxruntime: expected an output `logits` of float32, got none.");
    },
    endProfiling() {
      if ("endProfiling" in session && typeof session.endProfiling === "function") session.endProfiling();
    },
    release: () => session.release(),
  };
}

/** The images of the batch, [n, 3, h, w]. */
async function imagesOf({ imageSize, batchSize }: BenchmarkCase, { batch }: CaseFiles): Promise<Float32Array> {
  const { tensors } = await readSafetensors(batch);
  const values = tensors.get("images")?.data;
  if (values instanceof Float32Array) return channelsFirst(values, { batchSize, pixels: imageSize ** 2, channels: 3 });
  throw new TypeError(`onnxruntime: expected "images" of float32 in ${batch}, got none.`);
}

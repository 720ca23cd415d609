/** The peers of ONNX Runtime in Node: this project's export of the model, as a program without it would run it. */
import { findOnnxRuntime } from "@tresnet/export";
import { PhaseClock } from "../../processes/phase-clock.ts";
import type { StartRequest } from "../../terms/messages.ts";
import type { RunningSide } from "../running-side.ts";
import { onnxSession } from "./onnx-session.ts";

/**
 * Loads the export with the side's threads; what goes in is laid out as the file wants it before the first step.
 * @throws Error where onnxruntime-node is not there, or the export is not.
 */
export async function onnxruntimeSide(request: StartRequest): Promise<RunningSide> {
  const clock = new PhaseClock();
  const runtime = await findOnnxRuntime(["onnxruntime-node"]);
  clock.end("load library");
  const { versions, infer } = await onnxSession(request, runtime);
  clock.end("build model");
  return {
    parameters: request.parameters,
    versions,
    phasesMs: clock.phasesMs,
    check: async () => ({ logits: Array.from(await infer()), training: null }),
    async step() {
      const started = performance.now();
      await infer();
      return { durationMs: performance.now() - started, loss: null };
    },
  };
}

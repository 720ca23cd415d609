/** Where the same inference spends its time in ONNX Runtime, which runs our export. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { findOnnxRuntime } from "@tresnet/export";
import { readWhole } from "@tresnet/files";
import { onnxSession } from "../../sides/onnx/onnx-session.ts";
import { startRequest } from "../../sides/start-request.ts";
import { spread } from "../../text/statistics.ts";
import type { OwnProfileOptions } from "../profile-own.ts";
import { summarizeOnnxRuntime } from "./onnxruntime-events.ts";
import type { PeerProfile } from "./peer-profile.ts";

/**
 * Runs the case's export with ONNX Runtime's profiler, which writes into `folder`.
 * @throws Error where onnxruntime-node is not there, or writes no profile.
 */
export async function profileOnnxRuntime(folder: string, options: OwnProfileOptions): Promise<PeerProfile> {
  const { warmUpSteps, steps, files, threads, case: measured } = options;
  const request = startRequest({ side: "onnxruntime-float32", case: measured, files, threads, check: false });
  const prefix = "onnxruntime-profile";
  const runtime = await findOnnxRuntime(["onnxruntime-node"]);
  const session = await onnxSession(request, runtime, {
    enableProfiling: true,
    profileFilePrefix: path.join(folder, prefix),
  });
  const durations: number[] = [];
  try {
    for (let count = 0; count < warmUpSteps + steps; count++) {
      const started = performance.now();
      await session.infer();
      durations.push(performance.now() - started);
    }
    session.endProfiling();
  } finally {
    await session.release();
  }
  const file = (await readdir(folder))
    .filter((name) => name.startsWith(prefix))
    .toSorted()
    .at(-1);
  if (file === undefined) throw new Error(`onnxruntime: expected a profile in ${folder}, got none.`);
  const json = (await readWhole(path.join(folder, file), { mostBytes: 2 ** 30 })).toString();
  return {
    name: "ONNX Runtime",
    method: "nodes by its own profiler, medians over the steps",
    measuredMs: spread(durations.slice(warmUpSteps)),
    versions: session.versions,
    ...summarizeOnnxRuntime(json, { steps, batch: measured.batchSize }),
  };
}

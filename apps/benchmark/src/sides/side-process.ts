/** The process of a side that runs in Node: does what its parent asks, one line of JSON after another. */
import { currentEngine, engineCounts } from "@tresnet/engine";
import { answerRequests } from "../processes/answer-requests.ts";
import { sides } from "../terms/cases.ts";
import { peakMemory } from "../terms/machine.ts";
import type { Reply, Request, StartRequest } from "../terms/messages.ts";
import { detectorSide } from "./detection/detector-side.ts";
import { onnxruntimeSide } from "./onnx/onnxruntime-side.ts";
import type { RunningSide } from "./running-side.ts";
import { tfjsSide } from "./tfjs-side.ts";
import { tresnetSide } from "./tresnet-side.ts";

let side: RunningSide | undefined;

await answerRequests(answer);

async function answer(request: Request): Promise<Reply> {
  switch (request.kind) {
    case "start": {
      side = await build(request);
      const outputs = request.check ? await side.check() : null;
      const { parameters, versions, phasesMs } = side;
      return { kind: "started", parameters, versions, outputs, phasesMs };
    }
    case "steps":
      if (side === undefined) throw new Error("side-process: expected `start` before `steps`.");
      return take(side, request.count);
    case "reduce":
      if (side?.reduce === undefined) throw new Error("side-process: expected a side in a cluster before `reduce`.");
      return { kind: "reduced", ...(await side.reduce(request.elements, request.count)) };
    case "finish":
      await side?.leave?.();
      return { kind: "finished", peakMemoryBytes: peakMemory() };
    default:
      return request satisfies never;
  }
}

async function take(side: RunningSide, count: number): Promise<Reply> {
  const before = engineCounts();
  const processorBefore = process.cpuUsage();
  const steps = [];
  for (let step = 0; step < count; step++) steps.push(await side.step());
  const after = engineCounts();
  const { user, system } = process.cpuUsage(processorBefore);
  return {
    kind: "stepped",
    durationsMs: steps.map(({ durationMs }) => durationMs),
    losses: steps.flatMap(({ loss }) => (loss === null ? [] : [loss])),
    tracingMs: after.tracingMs - before.tracingMs,
    processorMs: (user + system) / 1000,
    // A backend of TensorFlow.js alone calls no TensorFlow.
    nativeCalls: currentEngine() === undefined ? null : after.computeCalls - before.computeCalls,
  };
}

function build(request: StartRequest): Promise<RunningSide> {
  const chosen = sides[request.side];
  switch (chosen.runner) {
    case "tresnet":
      return request.case.detector ? detectorSide(request, chosen) : tresnetSide(request, chosen);
    case "tfjs":
      return tfjsSide(request, chosen);
    case "onnxruntime":
      return onnxruntimeSide(request);
    case "pytorch":
    case "openvino":
      throw new Error(`side-process: ${chosen.runner} has a process of its own, in Python.`);
    default:
      return chosen satisfies never;
  }
}

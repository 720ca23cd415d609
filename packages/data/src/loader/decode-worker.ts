/**
 * The entry point of a decode worker thread: renders the batches it is sent, and hands over their memory where it is
 * not shared.
 */
import { parentPort, workerData } from "node:worker_threads";
import { shareTurn } from "../decode/large-images.ts";
import { renderBatch } from "./render-batch.ts";
import type { WorkerReply, WorkerRequest, WorkerSettings } from "./worker-messages.ts";

type RenderRequest = Extract<WorkerRequest, { kind: "render" }>;

const port = parentPort;
const { tensorFlow, turn }: WorkerSettings = workerData ?? {};
if (turn) shareTurn(turn);
// Only here, and only if asked for: nothing else of this package needs TensorFlow.
const jpeg = tensorFlow && (await import("@tresnet/engine/jpeg")).openJpegDecoder(tensorFlow);

let rendering = Promise.resolve();

port?.on("message", (request: WorkerRequest) => {
  if (request.kind === "close") {
    rendering.then(() => jpeg?.dispose()); // a batch that is being made still needs it
    port.close();
  } else rendering = render(request);
});

async function render({ job, memory }: RenderRequest): Promise<void> {
  try {
    const result = await renderBatch(job, { inThread: true, jpeg, memory });
    const { buffer } = result.images;
    port?.postMessage(
      { kind: "rendered", result } satisfies WorkerReply,
      buffer instanceof ArrayBuffer ? [buffer] : [],
    );
  } catch (error) {
    port?.postMessage({ kind: "failed", error } satisfies WorkerReply);
  }
}

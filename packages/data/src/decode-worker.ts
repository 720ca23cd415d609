/** The entry point of a decode worker thread: renders the batches it is sent, and hands over their memory. */
import { parentPort } from "node:worker_threads";
import { renderBatch } from "./render-batch.ts";
import type { WorkerReply, WorkerRequest } from "./worker-messages.ts";

const port = parentPort;

port?.on("message", async (request: WorkerRequest) => {
  if (request.kind === "close") {
    port.close();
    return;
  }
  try {
    const result = await renderBatch(request.job);
    port.postMessage({ kind: "rendered", result } satisfies WorkerReply, [result.images.buffer]);
  } catch (error) {
    port.postMessage({ kind: "failed", error } satisfies WorkerReply);
  }
});

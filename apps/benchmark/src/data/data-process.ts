/** The process of our side of `tresnet-bench data`: a BatchLoader as `tresnet train` has it, but without its cache. */
import { BatchLoader, evalTransform, imageFiles, trainTransform } from "@tresnet/data";
import { findTensorFlow } from "@tresnet/engine";
import { answerRequests } from "../processes/answer-requests.ts";
import type { BatchCheck, DataReply, DataRequest, DataStart } from "./data-messages.ts";

let loader: BatchLoader | undefined;
let epoch = 0;

await answerRequests(answer);

async function answer(request: DataRequest): Promise<DataReply | undefined> {
  switch (request.kind) {
    case "start":
      return start(request);
    case "turn":
      return turn();
    case "finish":
      await loader?.close();
      return undefined;
    default:
      return request satisfies never;
  }
}

async function turn(): Promise<DataReply> {
  if (loader === undefined) throw new Error("data-process: expected `start` before `turn`.");
  const started = performance.now();
  let images = 0;
  for await (const batch of loader.epoch(epoch++)) {
    images += batch.shape[0];
    loader.recycle(batch);
  }
  return { kind: "turned", durationMs: performance.now() - started, images };
}

async function start({ paths, workers, batchSize, size, mean, std }: DataStart): Promise<DataReply> {
  const files = paths.map((path) => ({ path, label: 0 }));
  const photos = imageFiles("photos", ["photo"], files);
  const first = imageFiles("photos", ["photo"], files.slice(0, batchSize));
  // As `tresnet train` has it, where TensorFlow is always there.
  const options = { batchSize, workers, cache: false, tensorFlow: await findTensorFlow() };
  loader = new BatchLoader(photos, { ...options, transform: trainTransform({ size, mean, std }) });
  const check = await checkOf(new BatchLoader(first, { ...options, transform: evalTransform({ size, mean, std }) }));
  return { kind: "started", versions: { node: process.versions.node }, check };
}

async function checkOf(evaluation: BatchLoader): Promise<BatchCheck> {
  const { value: batch } = await evaluation.epoch(0).next();
  await evaluation.close();
  if (!batch) throw new Error("data-process: expected a batch, got none.");
  const { images, shape } = batch;
  const sums = [0, 0, 0];
  for (let i = 0; i < images.length; i++) sums[i % 3] = (sums[i % 3] ?? 0) + (images[i] ?? 0);
  return {
    shape: [...shape],
    means: sums.map((sum) => (3 * sum) / images.length),
    smallest: images.reduce((a, b) => Math.min(a, b)),
    largest: images.reduce((a, b) => Math.max(a, b)),
  };
}

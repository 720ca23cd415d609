/**
 * What a child process of worker.native.test.ts runs: threads that end in the way that the first argument names, one
 * after another. It prints by how many MiB the process has grown over the last four.
 */
import { readFileSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import * as tf from "@tensorflow/tfjs-core";
import { findTensorFlow, trace, useTensorFlow } from "../src/index.ts";
import { openJpegDecoder } from "../src/jpeg/jpeg-decoder.ts";

const mebi = 2 ** 20;
const sources = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}); });`;

async function runThread(end: string): Promise<void> {
  const worker = new Worker(sources, { eval: true, workerData: end });
  worker.on("error", () => undefined);
  await new Promise((resolve) => worker.on("exit", resolve));
}

/** The memory that the process really has, in MiB. */
function residentMebi(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024;
}

async function work(end: string): Promise<void> {
  const library = await findTensorFlow({ device: "cpu" });
  if (end === "in a decoder") {
    if (library !== undefined) openJpegDecoder(library);
    return;
  }
  await useTensorFlow({ device: "cpu" });
  const weights = tf.variable(tf.ones([16 * mebi]));
  const step = trace((x: tf.Tensor) => tf.sum(tf.mul(weights, x)));
  await (await step(tf.scalar(2))).data();
  if (end === "by exit") process.exit(0);
  if (end === "by an error") throw new Error("thrown in a thread");
}

if (isMainThread) {
  const end = process.argv[2] ?? "";
  for (let count = 0; count < 2; count++) await runThread(end);
  const before = residentMebi();
  for (let count = 0; count < 4; count++) await runThread(end);
  process.stdout.write(String(residentMebi() - before));
} else {
  await work(workerData);
}

/** What a worker thread of worker.native.test.ts runs: an engine of its own, a traced step, and a clean end. */

import { parentPort, workerData } from "node:worker_threads";
import * as tf from "@tensorflow/tfjs-core";
import { currentEngine, RandomGenerator, trace, useTensorFlow } from "../src/index.ts";

await useTensorFlow({ device: "cpu" });
const total = tf.variable(tf.scalar(0));
const seed: number = workerData;
const random = new RandomGenerator(seed);
const step = trace((x: tf.Tensor2D) => {
  total.assign(tf.add(total, tf.sum(tf.matMul(x, x))));
  return random.uniform([2]);
});
const x = tf.fill<tf.Rank.R2>([16, 16], seed);
let drawn: number[] = [];
for (let count = 0; count < 50; count++) {
  const values = await step(x);
  drawn = Array.from(values.dataSync());
  values.dispose();
}
parentPort?.postMessage({ total: total.dataSync()[0], drawn, name: tf.tensor(["worker"]).dataSync()[0] });
await currentEngine()?.dispose();

/**
 * What a child process of process.native.test.ts runs: an engine that ends while a step runs, and another one after it.
 */
import * as tf from "@tensorflow/tfjs-core";
import { trace, useTensorFlow } from "../src/index.ts";

const first = await useTensorFlow({ device: "cpu" });
const square = trace((x: tf.Tensor2D) => tf.matMul(x, x));
const x = tf.ones<tf.Rank.R2>([300, 300]);
const leftOver = tf.variable(tf.ones([2]));
const running = square(x);
const ending = first.dispose();
const behind = square(x).catch((error: unknown) => String(error));
await Promise.all([running, ending]);
square.dispose();
x.dispose();

const second = await useTensorFlow({ device: "cpu" });
const message = await square(x).catch((error: unknown) => String(error));
const again = trace((y: tf.Tensor2D) => tf.matMul(y, y));
const result = await again(tf.ones([3, 3]));
const report = {
  other: first !== second,
  value: result.dataSync()[0],
  message,
  behind: await behind,
  variableEnded: leftOver.isDisposed,
};
process.stdout.write(JSON.stringify(report));
await second.dispose();

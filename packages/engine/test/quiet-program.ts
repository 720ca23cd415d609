/**
 * What the child processes of process.native.test.ts run: TensorFlow started, an op, a traced bfloat16 step, the end
 * named by the first argument.
 */
import * as tf from "@tensorflow/tfjs-core";
import { trace, useTensorFlow } from "../src/index.ts";

await useTensorFlow({ device: "cpu" });
const square = trace((x: tf.Tensor2D) => tf.matMul(x, x), { precision: "bfloat16" });
const result = await square(tf.ones([64, 64]));
process.stdout.write(`${result.dataSync()[0]}`);
if (process.argv[2] === "exit") process.exit(3);
if (process.argv[2] === "throw") throw new Error("thrown by the program");

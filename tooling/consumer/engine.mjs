// A program of a user's: TensorFlow starts, multiplies, differentiates and runs a traced function.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { trace, useTensorFlow } from "@tresnet/engine";

await useTensorFlow({ device: "cpu" });
assert.equal(tf.getBackend(), "tensorflow");
assert.deepEqual(tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).arraySync(), [[11]]);

const slope = trace((x) => tf.grad((y) => tf.mul(y, y))(x));
assert.deepEqual((await slope(tf.tensor1d([3]))).arraySync(), [6]);
slope.dispose();

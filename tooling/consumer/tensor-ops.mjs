// A program of a user's: blur pool keeps a constant image constant and halves its size.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { useTensorFlow } from "@tresnet/engine";
import { blurPool } from "@tresnet/tensor-ops";

await useTensorFlow({ device: "cpu" });
const y = blurPool(tf.ones([2, 5, 7, 3]));
assert.deepEqual(y.shape, [2, 3, 4, 3]);
assert.ok(Math.abs(tf.mean(y).arraySync() - 1) < 1e-6);

// A program of a user's: a safetensors file is written, read and found equal; a block runs.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import {
  BasicBlock,
  inference,
  initializeWeights,
  readSafetensors,
  weightsOf,
  writeSafetensors,
} from "@tresnet/blocks";
import { useTensorFlow } from "@tresnet/engine";

const values = Float32Array.of(1, 2, 3, 4, 5, 6);
await writeSafetensors("one.safetensors", new Map([["w", { dtype: "F32", shape: [2, 3], data: values }]]), { a: "b" });
const { tensors, metadata } = await readSafetensors("one.safetensors");
assert.deepEqual(tensors.get("w"), { dtype: "F32", shape: [2, 3], data: values });
assert.deepEqual(metadata, { a: "b" });

await useTensorFlow({ device: "cpu" });
const block = new BasicBlock(8, 8);
initializeWeights(block, 0);
assert.ok(weightsOf(block).has("conv1.conv.weight"));
assert.deepEqual(block.forward(tf.ones([1, 6, 6, 8]), inference).shape, [1, 6, 6, 8]);

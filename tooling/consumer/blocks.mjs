// A program of a user's: a block runs, its weights have timm's names.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { BasicBlock, inference, initializeWeights, weightsOf } from "@tresnet/blocks";
import { useTensorFlow } from "@tresnet/engine";

await useTensorFlow({ device: "cpu" });
const block = new BasicBlock(8, 8);
initializeWeights(block, 0);
assert.ok(weightsOf(block).has("conv1.conv.weight"));
assert.deepEqual(block.forward(tf.ones([1, 6, 6, 8]), inference).shape, [1, 6, 6, 8]);

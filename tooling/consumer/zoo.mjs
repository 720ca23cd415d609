// A program of a user's: a model by name, its logits, its weights to a file and back.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { useTensorFlow } from "@tresnet/engine";
import { createModel, loadWeights, modelNames, saveWeights } from "@tresnet/zoo";

await useTensorFlow({ device: "cpu" });
assert.ok(modelNames.includes("tresnet_m"));
const logits = (model) => model.forward(tf.ones([1, 64, 64, 3]), inference).dataSync();

const model = createModel("tresnet_s", { numClasses: 5, seed: 1 });
const before = logits(model);
assert.equal(before.length, 5);
await saveWeights(model, "tresnet_s.safetensors");
const other = createModel("tresnet_s", { numClasses: 5, seed: 2 });
await loadWeights(other, "tresnet_s.safetensors");
assert.deepEqual(logits(other), before);

// A program of a user's: a model gets a head for another number of classes, and a frozen backbone.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { inference, weightsOf } from "@tresnet/blocks";
import { useTensorFlow } from "@tresnet/engine";
import { freeze, replaceHead } from "@tresnet/heads";
import { createModel } from "@tresnet/zoo";

await useTensorFlow({ device: "cpu" });
const model = createModel("tresnet_s", { numClasses: 5, seed: 1 });
replaceHead(model, 3, { seed: 7 });
assert.deepEqual(model.forward(tf.ones([2, 32, 32, 3]), inference).shape, [2, 3]);
const trainable = freeze(model, "backbone");
assert.ok(trainable.length > 0 && trainable.length < weightsOf(model).size);

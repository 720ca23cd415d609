// A program of a user's: two steps on one batch lower its loss.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { useTensorFlow } from "@tresnet/engine";
import { createTrainStep, sgd } from "@tresnet/training";
import { createModel } from "@tresnet/zoo";

await useTensorFlow({ device: "cpu" });
const model = createModel("tresnet_s", { numClasses: 2, seed: 1 });
const step = createTrainStep({ model, optimizer: sgd({ momentum: 0.9, nesterov: true }) });
const images = tf.randomNormal([4, 32, 32, 3], 0, 1, "float32", 1);
const labels = tf.tensor1d([0, 1, 0, 1], "int32");
const first = await step.run(images, labels, 0.01);
const second = await step.run(images, labels, 0.01);
assert.ok(second.loss < first.loss, `${second.loss} < ${first.loss}`);

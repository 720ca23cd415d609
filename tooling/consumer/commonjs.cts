// A program of a user's in CommonJS: the packages come by require(), with their types.
import assert = require("node:assert/strict");

import * as tf from "@tensorflow/tfjs-core";
import { writeSafetensors } from "@tresnet/checkpoints";
import { trace, useTensorFlow } from "@tresnet/engine";
import { createTrainStep, sgd } from "@tresnet/training";
import { createModel } from "@tresnet/zoo";

async function main(): Promise<void> {
  await useTensorFlow({ device: "cpu" });
  const double = trace((x: tf.Tensor) => tf.mul(x, 2));
  assert.deepEqual(await (await double(tf.scalar(2))).array(), 4);
  assert.equal(typeof writeSafetensors, "function");
  const model = createModel("tresnet_s", { numClasses: 2, seed: 1 });
  createTrainStep({ model, optimizer: sgd() }).dispose();
}

void main();

// A program of a user's that is bundled, with the packages left outside: class names, weights and decode workers, which
// lie in files of their own, are found, and a model goes to a file by tfjs's own address.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { inference } from "@tresnet/blocks";
import { BatchLoader, evalTransform, openDataset } from "@tresnet/data";
import { trace, useTensorFlow } from "@tresnet/engine";
import { createModel } from "@tresnet/zoo";
import { message } from "./bundled-part.mjs";

assert.ok(!import.meta.url.endsWith("bundled.mjs"), "expected the bundle to run, not its source");
await useTensorFlow({ device: "cpu" });
const model = await createModel("tresnet_s.cifar10", { pretrained: true });
assert.equal(model.classNames?.[0], "airplane");
const { test } = await openDataset("synthetic");
const transform = evalTransform({ size: model.inputSize, mean: model.mean, std: model.std });
const loader = new BatchLoader(test, { batchSize: 4, transform, workers: 1 });
const classify = trace((x) => model.forward(x, inference));
for await (const { images, shape } of loader.epoch(0)) {
  const logits = await classify(tf.tensor(images, shape));
  assert.deepEqual(logits.shape, [shape[0], 10]);
  break;
}
await loader.close();
console.log(message);

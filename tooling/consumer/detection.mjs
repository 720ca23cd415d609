// A program of a user's: a detector that is saved, loaded, and looks at a photograph of any size.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { createDetector, detect, loadDetector, saveDetector } from "@tresnet/detection";
import { useTensorFlow } from "@tresnet/engine";

await useTensorFlow();
const folder = mkdtempSync(path.join(tmpdir(), "tresnet-"));
const file = path.join(folder, "detector.safetensors");
const detector = createDetector("fcos_tresnet_s", {
  classNames: ["tree"],
  channels: 32,
  convolutions: 1,
  inputSize: 64,
});
await saveDetector(detector, file);
const loaded = await loadDetector(file);
rmSync(folder, { recursive: true });
assert.deepEqual(loaded.classNames, ["tree"]);
const images = [tf.zeros([30, 50, 3]), tf.ones([90, 64, 3])];
const limits = { scoreThreshold: 0.01, perImage: 2 };
const [ours, theirs] = await Promise.all([detect(detector, images, limits), detect(loaded, images, limits)]);
assert.deepEqual(theirs, ours);
assert.equal(ours.length, 2);
assert.equal(ours[0][0]?.name, "tree");

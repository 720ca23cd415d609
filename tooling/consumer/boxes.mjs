// A program of a user's: detections scored by COCO's numbers, without TensorFlow.
import assert from "node:assert/strict";
import { evaluateBoxes } from "@tresnet/boxes/evaluation";

const box = { image_id: 1, category_id: 1, bbox: [10, 10, 50, 50] };
const truth = { images: [{ id: 1 }], categories: [{ id: 1 }], annotations: [{ ...box, id: 1 }] };
const { AP50 } = evaluateBoxes(truth, [{ ...box, score: 0.5 }]).scores;
assert.ok(Math.abs(AP50 - 1) < 1e-12, `expected every box to be found, got ${AP50}`); // a mean of 101 numbers
assert.throws(() => evaluateBoxes(truth, [{ ...box, image_id: 2, score: 0.5 }]), /detections\[0\].*image_id 2/);

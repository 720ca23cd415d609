// A program of a user's: a synthetic set comes in batches, from the calling thread and from the built decode workers
// alike.
import assert from "node:assert/strict";
import { BatchLoader, evalTransform, openDataset } from "@tresnet/data";

const { train } = await openDataset("synthetic");
const transform = evalTransform({ size: 16, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
const sums = [];
for (const workers of [0, 2]) {
  const loader = new BatchLoader(train, { batchSize: 8, transform, workers });
  let sum = 0;
  for await (const { images, labels, shape } of loader.epoch(0)) {
    assert.deepEqual(shape.slice(1), [16, 16, 3]);
    assert.equal(images.length, labels.length * 16 * 16 * 3);
    sum += images.reduce((total, value) => total + value, 0);
  }
  await loader.close();
  sums.push(sum);
}
assert.equal(sums[0], sums[1]);

// A program of a user's: trains on a folder of pictures, stops, goes on, and says what is on one of them.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { InterruptedError, inspectData, predict, resume, train, UsageError } from "@tresnet/trainer";
import sharp from "sharp"; // comes with @tresnet/data

for (const [name, color] of Object.entries({ red: { r: 220, g: 30, b: 20 }, blue: { r: 20, g: 40, b: 220 } })) {
  await mkdir(`pictures/${name}`, { recursive: true });
  for (let index = 0; index < 16; index++) {
    const background = { ...color, g: color.g + 4 * index };
    await sharp({ create: { width: 40, height: 32, channels: 3, background } }).toFile(`pictures/${name}/${index}.png`);
  }
}
const data = "folder:pictures";
const { inspection } = await inspectData({ data });
assert.deepEqual(inspection.classNames, ["blue", "red"]);

const controller = new AbortController();
const losses = [];
function onEvent(event) {
  if (event.type !== "step") return;
  losses.push(event.loss);
  if (losses.length === 2) controller.abort();
}
const settings = { data, imgSize: 16, batchSize: 8, epochs: 2, device: "cpu", experiment: "by-a-user" };
const stopped = await train(settings, { onEvent, signal: controller.signal }).catch((error) => error);
assert.ok(stopped instanceof InterruptedError, String(stopped));
assert.equal(losses.length, 2);
const { run, metrics } = await resume(stopped.run);
assert.equal(metrics.length, 2);
const { images } = await predict({ checkpoint: run.folder, images: ["pictures/red/1.png"] });
assert.equal(images[0].predictions.length, 2);
await assert.rejects(train({ ...settings, epochs: 0 }), UsageError);
assert.equal(process.listenerCount("SIGINT"), 0);

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { epochsWithoutMetrics } from "./check-metrics.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-lines-"));
  file = path.join(folder, "metrics.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

const line = (epoch: number, others = {}) =>
  `${JSON.stringify({ epoch, step: epoch * 10, trainLoss: 1, trainAccuracy: 0.5, learningRate: 0.1, imagesPerSecond: 1, seconds: 1, ...others })}\n`;
const expected = { epochs: 2, stepsPerEpoch: 10 };

test("whole lines pass, and one more that a kill left, whole or torn", async () => {
  for (const rest of ["", line(3), '{"epoch":3,"st']) {
    await writeFile(file, line(1) + line(2) + rest);
    expect(await epochsWithoutMetrics(file, expected)).toEqual([]);
  }
});

test("a line that is gone is told", async () => {
  await writeFile(file, line(2));
  expect(await epochsWithoutMetrics(file, expected)).toEqual([1]);
  await rm(file);
  expect(await epochsWithoutMetrics(file, expected)).toEqual([1, 2]);
});

test.each([
  ["no JSON", line(1).replace('"step"', '"step') + line(2), /line 1 is damaged \(it is no JSON\)/],
  ["another key", line(1).replace("trainLoss", "trainLosr") + line(2), /line 1 is damaged \(trainLoss: /],
  ["an epoch twice", line(1) + line(1), /line 2 is damaged \(it tells of epoch 1, and follows that of epoch 1/],
  ["other steps", line(1) + line(2, { step: 28 }), /line 2 is damaged \(epoch 2 ends at step 20, not 28/],
  ["an impossible share", line(1, { trainAccuracy: 8.5 }), /line 1 is damaged \(an accuracy of 8\.5/],
])("damage is named by its line: %s", async (_, text, message) => {
  await writeFile(file, text);
  await expect(epochsWithoutMetrics(file, expected)).rejects.toThrow(message);
});

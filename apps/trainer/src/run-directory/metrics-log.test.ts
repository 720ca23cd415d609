import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { appendMetrics, type EpochMetrics, restoreMetrics } from "./metrics-log.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-metrics-"));
  file = path.join(folder, "metrics.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

const line = (epoch: number): EpochMetrics => ({
  epoch,
  step: epoch * 10,
  trainLoss: 1 / epoch,
  trainAccuracy: 0.5,
  learningRate: 0.1,
  imagesPerSecond: 100,
  seconds: epoch,
});

test("what was appended is read again", async () => {
  for (const epoch of [1, 2]) await appendMetrics(file, line(epoch));
  expect(await restoreMetrics(file, 2)).toEqual([line(1), line(2)]);
});

test("lines that the checkpoint does not know are cut off, in the file too", async () => {
  for (const epoch of [1, 2, 3]) await appendMetrics(file, line(epoch));
  expect(await restoreMetrics(file, 1)).toEqual([line(1)]);
  expect(await readFile(file, "utf8")).toBe(`${JSON.stringify(line(1))}\n`);
});

test("half a line is no line, and does not spoil the next", async () => {
  await appendMetrics(file, line(1));
  await appendFile(file, '{"epoch":2,"st');
  expect(await restoreMetrics(file, 5)).toEqual([line(1)]);
  await appendMetrics(file, line(2));
  expect(await restoreMetrics(file, 5)).toEqual([line(1), line(2)]);
});

test("a log that can't be read is not taken for an empty one", async () => {
  await mkdir(file);
  await expect(restoreMetrics(file, 5)).rejects.toThrow("it is a folder");
});

test("a file that is not there, or holds something else, has no lines", async () => {
  expect(await restoreMetrics(file, 5)).toEqual([]);
  await writeFile(file, 'null\n[]\n{"epoch":"one"}\n\n');
  expect(await restoreMetrics(file, 5)).toEqual([]);
});

/** Detectors that learn: drawn scenes, a few tiles by heart, and the same answers in torchvision. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BoxDataset, hasBoxes, openDataset } from "@tresnet/data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainInput, type TrainResult, train } from "../src/index.ts";
import { scenesToLearn } from "./scenes-to-learn.ts";
import { foundByTorchvision, greatestDistance, scoredByPycocotools } from "./torchvision-round-trip.ts";
import { writeTiles } from "./write-tiles.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-trained-detector-"));
});
afterAll(() => rm(folder, { recursive: true }));

const learn = (name: string, options: Partial<TrainInput>) =>
  train({ ...scenesToLearn, output: folder, experiment: name, ...options });

/** What the training's last score says of what was found. */
function scoresOf({ tested }: TrainResult) {
  const evaluation = tested?.evaluation;
  if (evaluation?.task !== "detection") throw new Error("scoresOf: expected the scores of a detector, got others.");
  return evaluation.scores;
}

async function testScenes(): Promise<BoxDataset> {
  const { test: tested } = await openDataset("synthetic", { seed: 0, boxes: {} });
  if (tested === undefined || !hasBoxes(tested)) throw new Error("testScenes: expected scenes with boxes, got none.");
  return tested;
}

test("finds the shapes of drawn scenes; torchvision finds the same with its file, and pycocotools scores it alike", async () => {
  const result = await learn("scenes", {});
  const detected = scoresOf(result);
  expect(detected.AP).toBeGreaterThan(0.8);
  const data = await testScenes();
  const theirs = await foundByTorchvision(result.run.best, data);
  const ours = result.tested?.detected ?? [];
  expect(ours.length).toBe(data.length);
  expect(theirs.map(({ scores }) => scores.length)).toEqual(ours.map(({ found }) => found.length));
  expect(greatestDistance(ours, theirs)).toBeLessThan(0.05);
  const [ap = 0, ap50 = 0] = await scoredByPycocotools(data, theirs);
  expect(Math.abs(ap - detected.AP)).toBeLessThan(0.002);
  expect(Math.abs(ap50 - detected.AP50)).toBeLessThan(0.002);
});

test("eight tiles of photographs are known by heart", async () => {
  const photographs = path.join(folder, "eight-tiles");
  await writeTiles(photographs, 8, 4);
  // Scored on the same eight tiles, which are its validation images.
  const result = await learn("by-heart", {
    data: `yolo:${photographs}`,
    imgSize: 192,
    batchSize: 4,
    epochs: 24,
    aug: false,
  });
  expect(result.tested?.evaluation.images).toBe(8);
  expect(scoresOf(result).AP50).toBeGreaterThan(0.95);
});

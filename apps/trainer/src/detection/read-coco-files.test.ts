import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readAnnotations, readDetections } from "./read-coco-files.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "coco-files-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function written(value: unknown): Promise<string> {
  const file = path.join(folder, "file.json");
  await writeFile(file, typeof value === "string" ? value : JSON.stringify(value));
  return file;
}

const box = { image_id: "a", category_id: 7, bbox: [1, 2, 3, 4] };

test("reads annotations and passes over what COCO's files have besides", async () => {
  const file = await written({
    info: {},
    images: [{ id: "a", file_name: "a.jpg" }],
    categories: [{ id: 7, name: "tree", supercategory: "plant" }],
    annotations: [{ id: 1, segmentation: [], iscrowd: 0, ...box }],
  });
  expect(await readAnnotations(file)).toEqual({
    images: [{ id: "a" }],
    categories: [{ id: 7, name: "tree" }],
    annotations: [{ id: 1, iscrowd: 0, ...box }],
  });
});

test("reads detections, also none", async () => {
  expect(await readDetections(await written([{ ...box, score: 0.5 }]))).toEqual([{ ...box, score: 0.5 }]);
  expect(await readDetections(await written([]))).toEqual([]);
});

test.each([
  ["[1, NaN]", /expected JSON, got something else .*NaN/],
  [{ images: [] }, /expected a list of detections, got {"images":\[\]}/],
  [
    [
      { ...box, score: 0.5 },
      { ...box, score: "0.5" },
    ],
    /file\.json: \[1\]\.score: expected a number, got "0\.5"/,
  ],
  [[{ ...box, bbox: [1, 2, 3, null], score: 1 }], /\[0\]\.bbox\[3\]: expected a number, got null/],
  [[{ image_id: 1, bbox: [], score: 1 }], /\[0\]\.category_id: expected a number or a text, got nothing/],
])("names the entry of detections that can't be used: %j", async (value, message) => {
  await expect(readDetections(await written(value))).rejects.toThrow(message);
});

test("names what annotations lack, and a file that is not there", async () => {
  const file = await written({ images: [], categories: [] });
  await expect(readAnnotations(file)).rejects.toThrow(/annotations: expected a list of annotations, got nothing/);
  await expect(readAnnotations(path.join(folder, "none.json"))).rejects.toThrow(
    /--annotations: .*none\.json: expected/,
  );
  await expect(readDetections(folder)).rejects.toThrow(/it is a folder/);
});

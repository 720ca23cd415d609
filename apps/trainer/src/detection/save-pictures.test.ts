import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pictureNames, saveCrops, saveDrawn } from "./save-pictures.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "pictures-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const grey = { data: new Uint8Array(40 * 30).fill(128), width: 40, height: 30, channels: 1 as const };

test("draws coloured boxes on a grey image of the same size", async () => {
  const file = path.join(folder, "a.jpg");
  await saveDrawn(file, grey, [{ box: [5, 5, 30, 25], label: 1, text: "x" }]);
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 40, height: 30, channels: 3 });
  const at = (25 * 40 + 15) * 3;
  expect(Math.abs((data[at] ?? 0) - (data[at + 2] ?? 0))).toBeGreaterThan(20);
});

test("cuts objects out into a folder of their class, which no name leads out of", async () => {
  const found = [
    { box: [-3, 2.5, 9.2, 12.5] as const, label: 0, score: 0.9, className: "../oak" },
    { box: [50, 50, 60, 60] as const, label: 0, score: 0.8, className: "elm" },
    { box: [0, 0, 2, 2] as const, label: 0, score: 0.7, className: "" },
  ];
  expect(await saveCrops(folder, "a", grey, found)).toBe(2);
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(
    [".._oak", path.join(".._oak", "a-1.jpg"), "_", path.join("_", "a-3.jpg")].sort(),
  );
  expect(await sharp(path.join(folder, ".._oak", "a-1.jpg")).metadata()).toMatchObject({ width: 10, height: 11 });
});

test("names of pictures are different, whatever the images are called", () => {
  expect(pictureNames(["a/x.jpg", "b/x.png", "c/X.jpg", "d/..jpg", "e:/?.jpg"])).toEqual([
    "x",
    "x-2",
    "X-3",
    "_",
    "_-2",
  ]);
});

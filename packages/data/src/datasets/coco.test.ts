import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../test/temporary-folder.ts";
import { isMultiLabel } from "../dataset/dataset.ts";
import { openDataset } from "./open-dataset.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});

// Ids with gaps and out of order, as COCO's own have them.
const categories = [
  { id: 90, name: "toothbrush", supercategory: "indoor" },
  { id: 1, name: "person", supercategory: "person" },
  { id: 13, name: "stop sign", supercategory: "outdoor" },
];
const images = [139, 285, 632].map((id) => ({
  id,
  file_name: `${String(id).padStart(12, "0")}.jpg`,
  width: 4,
  height: 4,
}));
const annotation = (image_id: number, category_id: number, iscrowd = 0) => ({
  id: image_id * 100 + category_id,
  image_id,
  category_id,
  iscrowd,
  segmentation: iscrowd ? { counts: [1, 2], size: [4, 4] } : [[0, 0, 1, 1]],
  bbox: [0, 0, 1, 1],
});
const annotations = [annotation(632, 90), annotation(139, 13), annotation(632, 1, 1), annotation(632, 90)];
const train = { info: {}, licenses: [{ id: 1 }], images, annotations, categories };

async function writeCoco(part: string, contents: unknown, imageFolder = part) {
  await writeAt(path.join(folder, "annotations", `instances_${part}.json`), JSON.stringify(contents));
  for (const { file_name } of images) await writeAt(path.join(folder, imageFolder, file_name), "");
}

describe("coco", () => {
  test("gives each image all its categories: by ascending id, crowds included, none twice, and none where nothing was annotated", async () => {
    await writeCoco("train2017", train);
    await writeCoco("val2017", { ...train, annotations: [annotation(139, 1)] });
    const parts = await openDataset(`coco:${folder}`);
    const data = parts.train;
    expect(data.classNames).toEqual(["person", "stop sign", "toothbrush"]);
    expect(isMultiLabel(data) && [0, 1, 2].map((index) => data.labels(index))).toEqual([[1], [], [0, 2]]);
    expect(data.id(0)).toBe(path.join(folder, "train2017", "000000000139.jpg"));
    expect([parts.val?.length, parts.val?.labels?.(0), parts.test]).toEqual([3, [0], undefined]);
    expect(data.credit).toContain("CC BY 4.0");
  });

  test("finds the images of other layouts", async () => {
    await writeCoco("train", train, "images/train");
    expect((await openDataset(`coco:${folder}`)).train.id(0)).toContain(path.join("images", "train"));
  });

  test("refuses an image that lies outside of its folder", async () => {
    const deep = images.map((image) => ({ ...image, file_name: `../deep/${image.file_name}` }));
    await writeCoco("train", { ...train, images: deep }, "images/train");
    await expect(openDataset(`coco:${folder}`)).rejects.toThrow(
      /inside its folder in images\[0\]\.file_name, got \.\.\/deep/,
    );
  });

  test("says what to get and where to put it", async () => {
    await expect(openDataset("coco")).rejects.toThrow(/20 GB.*\n.*PATH\/annotations\/instances_train2017\.json/);
    await expect(openDataset(`coco:${folder}`)).rejects.toThrow(
      /expected annotations\/instances_train2017\.json, got none/,
    );
  });

  test.each([
    [
      "an unknown category",
      { annotations: [...annotations, annotation(285, 12)] },
      /a category that the file lists, got category_id 12 in annotations\[4\]/,
    ],
    [
      "two images of one id",
      { images: [...images, { ...images[0], file_name: "other.jpg" }] },
      /every id once, got 139 again in images\[3\]/,
    ],
    [
      "two categories of one id",
      { categories: [...categories, { id: 1, name: "bicycle" }] },
      /every id once, got 1 again in categories\[3\]/,
    ],
    [
      "an unknown image",
      { annotations: [annotation(140, 1)] },
      /an image that the file lists, got image_id 140 in annotations\[0\]/,
    ],
    [
      "an annotation without category",
      { annotations: [{ image_id: 139 }] },
      /a whole number in annotations\[0\]\.category_id, got undefined/,
    ],
    ["an image without name", { images: [{ id: 139 }] }, /text in images\[0\]\.file_name, got undefined/],
    [
      "an image that is not there",
      { images: [...images, { id: 7, file_name: "7.jpg" }] },
      /expected its 4 images in .*train2017, got 3; 1 are missing, 7\.jpg first/,
    ],
    [
      "a category without images",
      { annotations: annotations.slice(0, 2) },
      /expected training images of every class, got none of person/,
    ],
    [
      "one category",
      { categories: [categories[1]], annotations: [annotation(139, 1)] },
      /at least two classes to tell apart, got only person/,
    ],
    ["categories of one name", { categories: [...categories, { id: 91, name: "person" }] }, /got person twice/],
    ["no categories", { categories: [] }, /expected COCO's categories, got none/],
  ])("refuses %s, naming file and place", async (_, changed, message) => {
    await writeCoco("train2017", { ...train, ...changed });
    const failure = openDataset(`coco:${folder}`);
    await expect(failure).rejects.toThrow(/^.*instances_train2017\.json: /);
    await expect(failure).rejects.toThrow(message);
  });

  test("refuses parts with other categories, and two files for one part", async () => {
    await writeCoco("train2017", train);
    await writeCoco("val2017", { ...train, categories: [...categories.slice(1), { id: 90, name: "hair drier" }] });
    await expect(openDataset(`coco:${folder}`)).rejects.toThrow(
      /instances_val2017\.json: expected the 3 categories .* hair drier is not in both/,
    );
    await writeCoco("train2014", train);
    await expect(openDataset(`coco:${folder}`)).rejects.toThrow(
      /expected one instances_train….json, got instances_train2014\.json, instances_train2017\.json/,
    );
  });
});

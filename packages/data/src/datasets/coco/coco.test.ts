import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../../test/temporary-folder.ts";
import { isMultiLabel } from "../../dataset/dataset.ts";
import { openDataset, openDatasetToEvaluate } from "../open-dataset.ts";

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

describe("exports of label tools", () => {
  const whole = { fractions: [1, 0, 0] } as const;
  const write = async (file: string, contents: unknown, imageFolder: string) => {
    await writeAt(path.join(folder, file), JSON.stringify(contents));
    for (const { file_name } of images) await writeAt(path.join(folder, imageFolder, file_name), "");
  };

  test("Roboflow's: annotations beside the images, and a root that no image has", async () => {
    const withRoot = { ...train, categories: [{ id: 0, name: "animals", supercategory: "none" }, ...categories] };
    await write("train/_annotations.coco.json", withRoot, "train");
    await write("valid/_annotations.coco.json", withRoot, "valid");
    await expect(openDataset(`coco:${folder}`)).rejects.toThrow(
      /train.*_annotations\.coco\.json: .*got none of animals\. Add some, or leave the class out: --without-classes animals/,
    );
    const { val, train: data } = await openDataset(`coco:${folder}`, { isKept: (name) => name !== "animals" });
    expect([data.length, val?.length, data.id(0)]).toEqual([3, 3, path.join(folder, "train", "000000000139.jpg")]);
  });

  test.each([
    ["CVAT's", "annotations/instances_default.json", "images/default", ""],
    ["CVAT's without a folder of the subset", "annotations/instances_default.json", "images", ""],
    ["Label Studio's", "result.json", "images", "images/"],
    ["Label Studio's of Windows", "result.json", "images", "images\\"],
    ["a file beside its images", "labels.json", "", ""],
  ])("%s", async (_, file, imageFolder, prefix) => {
    const named = images.map((image) => ({ ...image, file_name: prefix + image.file_name }));
    await write(file, { ...train, images: named }, imageFolder);
    const { train: data } = await openDataset(`coco:${folder}`, whole);
    expect([data.length, data.id(0)]).toEqual([3, path.join(folder, imageFolder, "000000000139.jpg")]);
    expect(
      (
        await openDataset(`coco:${path.join(folder, file)}`, {
          ...whole,
          imageRoot: path.join(folder, prefix ? "" : imageFolder),
        })
      ).train.length,
    ).toBe(3);
  });

  test("others are named, with what to export", async () => {
    await writeAt(path.join(folder, "data.yaml"), "nc: 2");
    await expect(openDataset(`coco:${folder}`)).rejects.toThrow(
      /got none, but data\.yaml, which is of an export for YOLO.*\n(?:.*\n)*.*Label Studio as COCO/,
    );
    await writeAt(path.join(folder, "tasks.json"), "[]");
    await expect(openDataset(`coco:${path.join(folder, "tasks.json")}`)).rejects.toThrow(
      /Label Studio's own format begins like this: export as COCO/,
    );
  });

  test("images lie where the image root says", async () => {
    await write("annotations/instances_train.json", train, "elsewhere");
    await expect(openDataset(`coco:${folder}`)).rejects.toThrow(
      /got neither\. Looked in .*--image-root FOLDER|expected its 3 images/,
    );
    const { train: data } = await openDataset(`coco:${folder}`, { imageRoot: path.join(folder, "elsewhere") });
    expect(data.id(0)).toContain("elsewhere");
  });

  test.each([
    [
      "a large id",
      { images: [{ ...images[0], id: 2 ** 53 + 2 }, ...images] },
      /expected an id below 2\^53 in images\[0\]\.id, got 9007199254740994/,
    ],
    [
      "an address",
      { images: [{ id: 1, file_name: "https://x.org/1.jpg" }] },
      /images\[0\]\.file_name, got the address https:\/\/x\.org\/1\.jpg/,
    ],
  ])("%s is told", async (_, changed, message) => {
    await write("annotations/instances_train.json", { ...train, ...changed }, "train");
    await expect(openDataset(`coco:${folder}`)).rejects.toThrow(message);
  });

  test("to evaluate on, val alone will do, with classes that no image has", async () => {
    await write("annotations/instances_val2017.json", { ...train, annotations: [annotation(139, 1)] }, "val2017");
    await expect(openDataset(`coco:${folder}`)).rejects.toThrow(/another file for the training images, got only/);
    const { val } = await openDatasetToEvaluate(`coco:${folder}`);
    expect([val?.length, val?.classNames.length]).toEqual([3, 3]);
  });
});

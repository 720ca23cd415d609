/** COCO files as Roboflow, converters and people write them. */
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../../test/temporary-folder.ts";
import { openDataset } from "../open-dataset.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});

interface Instances {
  readonly categories: readonly object[];
  readonly images: readonly { readonly id: string | number; readonly file_name: string }[];
  readonly annotations: readonly object[];
}
const two = [
  { id: 1, name: "cat" },
  { id: 2, name: "dog" },
];
const both: Instances = {
  categories: two,
  images: ["a", "b"].map((name, index) => ({ id: index + 1, file_name: `${name}.jpg` })),
  annotations: [1, 2].map((id) => ({ id, image_id: id, category_id: id })),
};

async function open(contents: Instances | string, file = "_annotations.coco.json") {
  await writeAt(path.join(folder, file), typeof contents === "string" ? contents : JSON.stringify(contents));
  for (const name of ["a.jpg", "b.jpg"]) await writeAt(path.join(folder, name), "");
  const { train } = await openDataset(`coco:${folder}`, { fractions: [1, 0, 0] });
  return {
    classNames: train.classNames,
    images: Array.from({ length: train.length }, (_, i) => [path.basename(train.id(i)), ...(train.labels?.(i) ?? [])]),
  };
}
const usual = {
  classNames: ["cat", "dog"],
  images: [
    ["a.jpg", 0],
    ["b.jpg", 1],
  ],
};

test("Roboflow's root is none of the classes, though it is called as one of them", async () => {
  const above = (name: string, supercategory: string, id: number) => ({ id, name, supercategory });
  const categories = [above("cat", "none", 0), above("cat", "cat", 1), above("dog", "cat", 2)];
  expect(await open({ ...both, categories })).toEqual(usual);
});

test("data in COCO's format is not owed to COCO", async () => {
  await open(both);
  expect((await openDataset(`coco:${folder}`)).train.credit).toBeUndefined();
});

test("ids may be texts", async () => {
  const images = both.images.map((image) => ({ ...image, id: `image-${image.id}` }));
  const annotations = [1, 2].map((id) => ({ id, image_id: `image-${id}`, category_id: id }));
  expect(await open({ ...both, images, annotations })).toEqual(usual);
});

test("an image that is listed twice has the categories of both", async () => {
  const images = [...both.images, { id: 3, file_name: "a.jpg" }];
  const annotations = [...both.annotations, { id: 3, image_id: 3, category_id: 2 }];
  expect((await open({ ...both, images, annotations })).images).toEqual([
    ["a.jpg", 0, 1],
    ["b.jpg", 1],
  ]);
});

test("files of parts may lie in the folder itself", async () => {
  await open(both, "train.json");
  await open(both, "val.json");
  const parts = await openDataset(`coco:${folder}`);
  expect([parts.train.length, parts.val?.length]).toEqual([2, 2]);
});

test.each([
  [{ ...both, annotations: [] }, /expected COCO's annotations, got none/],
  [
    { ...both, annotations: [{ id: 1, image_id: 1, caption: "a cat" }] },
    /got undefined\. Is it a file of instances, and/,
  ],
  ["version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 12\n", /got a Git LFS pointer\..*git lfs pull/],
  ["<!DOCTYPE html><html>", /expected a JSON file, got an HTML page/],
])("says what is wrong with %j", async (contents, message) => {
  await expect(open(contents)).rejects.toThrow(message);
});

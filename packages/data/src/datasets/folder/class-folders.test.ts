/** What stands among folders of classes, and is none. */
import { mkdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../../test/temporary-folder.ts";
import { openImageFolder } from "../image-folder.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});

async function open(files: readonly string[], isKept?: (name: string) => boolean, hasNamedClasses = false) {
  for (const file of files) await writeAt(path.join(folder, file), "some words");
  const said: string[] = [];
  const onNotice = ({ message }: { readonly message: string }) => said.push(message.replaceAll(folder, ""));
  const found = await openImageFolder(folder, { onNotice, isKept, hasNamedClasses });
  return { classNames: "whole" in found ? found.whole.classNames : [], said };
}
const classes = ["cat/1.jpg", "dog/1.jpg"];

test("folders of what commands write are passed over, and what is in them is not counted one by one", async () => {
  const { classNames, said } = await open([
    ...classes,
    "runs/first/metrics.jsonl",
    "runs/first/best.safetensors",
    "exported/weights.safetensors",
    "answers/predictions.csv",
    "answers/report.html",
  ]);
  expect(classNames).toEqual(["cat", "dog"]);
  expect(said).toEqual([
    ": passed over 2 folders of tables, reports and weights (/answers), 1 folder of trainings' runs (/runs).",
  ]);
});

test("a class without images is refused with the way to leave it out, which does as it says", async () => {
  const files = [...classes, "lemur/notes.txt"];
  await expect(open(files)).rejects.toThrow(
    /lemur: expected images .*leave the folder out: --without-classes "lemur"\.$/,
  );
  expect((await open(files, (name) => name !== "lemur")).classNames).toEqual(["cat", "dog", "lemur"]);
});

test("collections that share most of their folders are no classes", async () => {
  const files = ["a/cat/1.jpg", "a/dog/1.jpg", "a/emu/1.jpg", "b/cat/1.jpg", "b/dog/1.jpg", "b/yak/1.jpg"];
  await expect(open(files)).rejects.toThrow(/all hold the same folders: a, b, each with cat, dog inside/);
});

test("classes that share a folder are classes", async () => {
  const { classNames } = await open(["pets/cat/1.jpg", "pets/dog/1.jpg", "wild/cat/1.jpg", "wild/yak/1.jpg"]);
  expect(classNames).toEqual(["pets", "wild"]);
});

test("a folder around the data is named", async () => {
  await expect(open(["archive/train/a/1.jpg", "archive/test/a/1.jpg"])).rejects.toThrow(
    /got only archive\. It holds folders itself \(test, train\): name it, folder:.*archive\.$/,
  );
});

test("a link from a class to another, or to what is above it, gives no image the wrong class", async () => {
  await open(classes);
  await symlink(path.join(folder, "dog"), path.join(folder, "cat", "others"));
  await symlink(folder, path.join(folder, "cat", "up"));
  await mkdir(path.join(folder, "more"));
  await writeAt(path.join(folder, "more", "2.jpg"), "");
  const { said } = await open([]);
  expect(said).toEqual([": passed over 2 links to folders that are read elsewhere (/cat/others)."]);
  const found = await openImageFolder(folder);
  expect("whole" in found && found.whole.length).toBe(3);
});

test("two classes that are one folder are told of", async () => {
  await open(["cat/1.jpg", "dog/1.jpg", "zebra/1.jpg"]);
  await symlink(path.join(folder, "dog"), path.join(folder, "hound"));
  const { classNames, said } = await open([]);
  expect(classNames).toEqual(["cat", "dog", "hound", "zebra"]);
  expect(said).toEqual([
    ": the classes dog and hound are one folder under two names (a link), so that each of its images has both classes. " +
      'Remove one, or leave it out: --without-classes "hound".',
  ]);
});

describe("data for segmentation and detection", () => {
  const masks =
    /pictures and their masks, as data for segmentation lies\. Sort the pictures into folders by class.*csv:FILE.*--classes /;
  const boxes = /files about them, as data for detection lies \(YOLO's \.txt.*coco:FOLDER/;

  test.each<[string, readonly string[], RegExp]>([
    ["pictures and masks", ["images/1.jpg", "masks/1.png"], masks],
    ["Pascal VOC's folders", ["JPEGImages/1.jpg", "SegmentationClass/1.png", "SegmentationObject/1.png"], masks],
    ["parts of them", ["train_images/1.jpg", "train_masks/1.png", "test_images/1.jpg"], masks],
    ["parts with them inside", ["train/image/1.jpg", "train/ground_truth/1.png", "test/image/2.jpg"], masks],
    ["YOLO's, parts inside", ["images/train/1.jpg", "labels/train/1.txt", "images/val/1.jpg"], boxes],
    ["YOLO's, parts above", ["train/images/1.jpg", "train/labels/1.txt", "valid/images/2.jpg"], boxes],
    ["pictures and XML", ["images/1.jpg", "annotations/1.xml"], boxes],
  ])("%s are no classes", async (_, files, message) => {
    await expect(open(files)).rejects.toThrow(message);
  });

  test("folders of these names are classes where the user names them so, or where others are beside them", async () => {
    const files = ["images/1.jpg", "masks/1.png"];
    await expect(open(files)).rejects.toThrow("say so: --classes images,masks.");
    expect((await open(files, () => true, true)).classNames).toEqual(["images", "masks"]);
    expect((await open([...files, "robots/1.jpg"])).classNames).toEqual(["images", "masks", "robots"]);
  });

  test("classes of other names are classes", async () => {
    expect((await open(["with_mask/1.jpg", "without_mask/1.jpg"])).classNames).toEqual(["with_mask", "without_mask"]);
  });
});

test("parts of two domains are no classes", async () => {
  const files = ["trainA", "trainB", "testA", "testB"].map((name) => `${name}/1.jpg`);
  await expect(open(files)).rejects.toThrow(/expected a folder for each class inside of testA, testB, trainA, trainB/);
  await rm(folder, { recursive: true });
  expect((await open(["train_station/1.jpg", "test_bench/1.jpg"])).classNames).toEqual(["test_bench", "train_station"]);
});

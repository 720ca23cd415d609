import { symlink } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { testDataset } from "../../test/dataset-contract.ts";
import { temporaryFolder, writeAt, writePicture } from "../../test/temporary-folder.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { openImageFolder } from "./image-folder.ts";
import { openDataset } from "./open-dataset.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});

const fill = (...files: string[]) => Promise.all(files.map((file) => writeAt(path.join(folder, file), file)));
const files = (dataset: Dataset | undefined) =>
  Array.from({ length: dataset?.length ?? 0 }, (_, i) => [
    path.relative(folder, dataset?.id(i) ?? "").replaceAll(path.sep, "/"),
    dataset?.classNames[dataset.label(i)],
  ]);

describe("openImageFolder", () => {
  test("finds the images of each class, in any depth and spelling, and nothing else", async () => {
    await fill(
      "dog/b.JPG",
      "dog/a.png",
      "cat/deep/er/x.webp",
      "cat/notes.txt",
      "cat/.hidden.png",
      "readme.md",
      ".git/x.png",
    );
    const found = await openImageFolder(folder);
    expect("whole" in found && found.whole.classNames).toEqual(["cat", "dog"]);
    expect("whole" in found && files(found.whole)).toEqual([
      ["cat/deep/er/x.webp", "cat"],
      ["dog/a.png", "dog"],
      ["dog/b.JPG", "dog"],
    ]);
  });

  test.each(["val", "valid", "validation"])("takes train, %s and test as parts", async (val) => {
    await fill("train/a/1.jpg", "train/b/2.jpg", `${val}/b/3.jpg`, "test/a/4.jpg", "test/b/5.jpg");
    const found = await openImageFolder(folder);
    const parts = "parts" in found ? found.parts : undefined;
    expect(files(parts?.train)).toEqual([
      ["train/a/1.jpg", "a"],
      ["train/b/2.jpg", "b"],
    ]);
    expect(files(parts?.val)).toEqual([[`${val}/b/3.jpg`, "b"]]);
    expect(files(parts?.test)).toEqual([
      ["test/a/4.jpg", "a"],
      ["test/b/5.jpg", "b"],
    ]);
  });

  test("does without val and test", async () => {
    await fill("train/a/1.jpg", "train/b/2.jpg");
    const found = await openImageFolder(folder);
    expect(Object.keys("parts" in found ? found.parts : {})).toEqual(["train"]);
  });

  test("takes a class called train for a class", async () => {
    await fill("train/1.jpg", "bus/2.jpg", "test/3.jpg");
    const found = await openImageFolder(folder);
    expect("whole" in found && found.whole.classNames).toEqual(["bus", "test", "train"]);
  });

  test("refuses parts without classes inside", async () => {
    await fill("train/a.png", "test/b.png");
    await expect(openImageFolder(folder)).rejects.toThrow(
      /a folder for each class inside of test, train, got images.*csv:FILE/,
    );
  });

  test("follows links, and does not run in circles", async () => {
    await fill("real/1.jpg", "classes/a/2.jpg", "classes/b/3.jpg");
    await symlink(path.join(folder, "real"), path.join(folder, "classes", "c"));
    await symlink(path.join(folder, "classes"), path.join(folder, "classes", "a", "up"));
    await symlink(path.join(folder, "nowhere"), path.join(folder, "classes", "b", "dead.jpg"));
    const found = await openImageFolder(path.join(folder, "classes"));
    expect("whole" in found && found.whole.classNames).toEqual(["a", "b", "c"]);
    expect("whole" in found && files(found.whole).filter(([, name]) => name !== "a")).toEqual([
      ["classes/b/3.jpg", "b"],
      ["classes/c/1.jpg", "c"],
    ]);
  });

  test.each([
    ["no folders", ["1.jpg", "2.jpg"], /expected at least two folders, one per class.*got none, beside 2 files/],
    ["one class", ["a/1.jpg"], /expected at least two folders.*got only a/],
    ["an empty class", ["a/1.jpg", "b/notes.txt"], /b: expected images of this class .* got none/],
    ["one class to train on", ["train/a/1.jpg", "val/a/2.jpg"], /train: expected at least two folders/],
    [
      "an unknown class in a part",
      ["train/a/1.jpg", "train/b/1.jpg", "val/c/1.jpg"],
      /val.c: expected a class that the training folder has too, got c.*a, b/,
    ],
    ["an empty part", ["train/a/1.jpg", "train/b/1.jpg", "val/a/readme"], /val: expected images, got none/],
    [
      "two vals",
      ["train/a/1.jpg", "train/b/1.jpg", "val/a/1.jpg", "valid/a/1.jpg"],
      /expected one of val, valid, got 2/,
    ],
  ])("refuses %s", async (_, present, message) => {
    await fill(...present);
    await expect(openImageFolder(folder)).rejects.toThrow(message);
  });

  test("refuses a path that is no folder, or none at all", async () => {
    await fill("file");
    await expect(openImageFolder(path.join(folder, "file"))).rejects.toThrow(
      /file: expected a folder that can be read \(ENOTDIR/,
    );
    await expect(openImageFolder(path.join(folder, "gone"))).rejects.toThrow(
      /gone: expected a folder that can be read \(ENOENT/,
    );
  });
});

testDataset("an image folder", async () => {
  for (let i = 0; i < 20; i++) await writePicture(path.join(folder, ["a", "b"][i % 2] ?? "", `${i}.png`), i);
  return (await openDataset(`folder:${folder}`)).train;
});

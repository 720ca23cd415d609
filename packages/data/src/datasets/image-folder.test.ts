import { symlink } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { testDataset } from "../../test/dataset-contract.ts";
import { temporaryFolder, writeAt, writePicture } from "../../test/temporary-folder.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { openImageFolder } from "./image-folder.ts";
import { openDataset, openDatasetToEvaluate } from "./open-dataset.ts";

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

  test.each([
    ["Training", "Testing", ["train", "test"]],
    ["Train", "Val", ["train", "val"]],
    ["train_set", "test_set", ["train", "test"]],
    ["training", "validation", ["train", "val"]],
    ["TRAIN", "dev", ["train", "val"]],
    ["train", "Valid_Set", ["train", "val"]],
    ["seg_train/seg_train", "seg_test/seg_test", ["train", "test"]],
  ])("knows %s and %s", async (train, other, parts) => {
    await fill(`${train}/a/1.jpg`, `${train}/b/2.jpg`, `${other}/a/3.jpg`, `${other}/b/4.jpg`);
    const found = await openImageFolder(folder);
    expect("parts" in found && Object.keys(found.parts)).toEqual(parts);
    expect("parts" in found && found.parts.train.classNames).toEqual(["a", "b"]);
  });

  test.each([
    [
      "collections",
      ["site1/cat/1.jpg", "site1/dog/1.jpg", "site2/cat/1.jpg", "site2/dog/1.jpg"],
      /all hold the same folders: site1, site2, each with cat, dog inside.*name one of these folders/,
    ],
    [
      "collections of some of the classes",
      ["s1/cat/1.jpg", "s1/dog/1.jpg", "s1/cow/1.jpg", "s2/cat/1.jpg", "s2/dog/1.jpg"],
      /all hold the same folders/,
    ],
    [
      "parts in every class",
      ["cat/train/1.jpg", "cat/val/2.jpg", "dog/train/1.jpg", "dog/val/2.jpg"],
      /Put the parts above the classes: train.cat/,
    ],
    [
      "an unknown part",
      ["train/a/1.jpg", "train/b/1.jpg", "holdout/a/1.jpg", "holdout/b/1.jpg"],
      /holdout: expected a folder called train, val or test.*folders of the same classes/,
    ],
    [
      "validation images without classes",
      ["train/a/1.jpg", "train/b/1.jpg", "Val/1.jpg"],
      /Val: expected a folder for each class.*got 1 image and no such folder: it has no labels/,
    ],
    [
      "two of a part",
      ["train/a/1.jpg", "train/b/1.jpg", "dev/a/1.jpg", "Validation/a/1.jpg"],
      /got 2 of them, which all mean val/,
    ],
    ["only a test part", ["test/a/1.jpg", "test/b/1.jpg"], /train on in a folder called train, got only test/],
  ])("stops at %s", async (_, present, message) => {
    await fill(...present);
    await expect(openImageFolder(folder)).rejects.toThrow(message);
  });

  test("takes folders inside of classes for what they are", async () => {
    await fill("cat/images/1.jpg", "dog/images/1.jpg", "cow/old/1.jpg", "cow/new/1.jpg");
    const found = await openImageFolder(folder);
    expect("whole" in found && found.whole.classNames).toEqual(["cat", "cow", "dog"]);
  });

  test("passes over folders of systems and runs, and counts them", async () => {
    await fill(
      "cat/1.jpg",
      "dog/1.jpg",
      "cat/@eaDir/1.jpg",
      "dog/@eaDir/1.jpg",
      "lost+found/x.jpg",
      "$RECYCLE.BIN/x.jpg",
      ".ipynb_checkpoints/x.jpg",
    );
    await fill(
      "runs/first/config.json",
      "runs/first/metrics.jsonl",
      "runs/first/report.html",
      "runs/stopped/config.json",
      "tests/lr/lr-find.json",
    );
    const said: string[] = [];
    const found = await openImageFolder(folder, { onNotice: ({ message }) => said.push(message) });
    expect("whole" in found && files(found.whole)).toEqual([
      ["cat/1.jpg", "cat"],
      ["dog/1.jpg", "dog"],
    ]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/2 folders called @eaDir \(.*cat.@eaDir\)/);
    expect(said[0]).toMatch(
      /1 folder called lost\+found.*1 folder called \$RECYCLE\.BIN|1 folder called \$RECYCLE\.BIN.*1 folder called lost\+found/,
    );
    expect(said[0]).toMatch(/1 folder called \.ipynb_checkpoints/);
    expect(said[0]).toMatch(/2 folders of trainings' runs \(.*runs\)/);
  });

  test("a folder of runs stands beside parts as well, and a class may be called runs", async () => {
    await fill("train/a/1.jpg", "train/runs/1.jpg", "runs/first/metrics.jsonl", "train/x/metrics.jsonl");
    const found = await openImageFolder(folder);
    expect("parts" in found && found.parts.train.classNames).toEqual(["a", "runs"]);
  });

  test("compares names in NFC and without blanks at their ends, and shows two spellings", async () => {
    await fill("train/Ka\u0308fer/1.jpg", "train/cat/1.jpg", "val/K\u00e4fer/2.jpg", "val/cat /2.jpg");
    const found = await openImageFolder(folder);
    expect("parts" in found && found.parts.val?.length).toBe(2);
    expect("parts" in found && files(found.parts.val).map(([, name]) => name)).toEqual(
      expect.arrayContaining(["Ka\u0308fer", "cat"]),
    );
    await fill("two/K\u00e4fer/1.jpg", "two/Ka\u0308fer/2.jpg", "two/Cat/1.jpg", "two/cat/1.jpg");
    const said: string[] = [];
    const two = await openImageFolder(path.join(folder, "two"), { onNotice: ({ message }) => said.push(message) });
    expect("whole" in two && two.whole.classNames).toEqual(["Cat", "Ka\u0308fer", "cat"]);
    expect(said.join("\n")).toMatch(/"Ka\\u\{308\}fer" and "K\u00e4fer" are two spellings/);
    expect(said.join("\n")).toMatch(/nearly the same name: "Cat" and "cat"/);
  });

  test("searches each of many folders that are linked to each other once, for its own class", async () => {
    const names = Array.from({ length: 9 }, (_, i) => `c${i}`);
    await fill(...names.map((name) => `${name}/1.jpg`));
    for (const from of names) {
      for (const to of names)
        if (to !== from) await symlink(path.join(folder, to), path.join(folder, from, `to-${to}`));
    }
    const found = await openImageFolder(folder);
    expect("whole" in found && found.whole.length).toBe(9);
  });

  test("does without the labels of a test part that has none, and says so", async () => {
    await fill("train/a/1.jpg", "train/b/2.jpg", "test/3.jpg", "test/4.jpg");
    const said: string[] = [];
    const found = await openImageFolder(folder, { onNotice: ({ message }) => said.push(message) });
    expect("parts" in found && Object.keys(found.parts)).toEqual(["train"]);
    expect(said.join()).toMatch(
      /test: 2 images without folders of classes have no labels to score by, and are not used/,
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

describe("a folder to evaluate on", () => {
  test.each([
    ["one class", ["cat/1.jpg"], { train: ["cat"] }],
    ["a test part alone", ["test/cat/1.jpg", "test/dog/1.jpg"], { test: ["cat", "dog"] }],
    ["a test part of one class", ["Testing/cat/1.jpg"], { test: ["cat"] }],
    ["parts of different classes", ["train/a/1.jpg", "val/b/1.jpg"], { train: ["a", "b"], val: ["a", "b"] }],
    ["classes, some without images", ["cat/1.jpg", "dog/notes.txt"], { train: ["cat"] }],
  ])("may have %s", async (_, present, expected) => {
    await fill(...present);
    const parts = await openDatasetToEvaluate(`folder:${folder}`);
    expect(Object.fromEntries(Object.entries(parts).map(([part, data]) => [part, data.classNames]))).toEqual(expected);
  });

  test.each([
    ["loose images", ["1.jpg", "2.jpg"], /got 2 images and no such folder: they have no labels.*tresnet predict/],
    [
      "a test part of loose images",
      ["test/1.jpg"],
      /test: expected a folder for each class.*got 1 image and no such folder: it has no labels/,
    ],
    ["no image", ["notes.txt"], /got no image\. Add images/],
  ])("says what is there of %s", async (_, present, message) => {
    await fill(...present);
    await expect(openDatasetToEvaluate(`folder:${folder}`)).rejects.toThrow(message);
  });
});

testDataset("an image folder", async () => {
  for (let i = 0; i < 20; i++) await writePicture(path.join(folder, ["a", "b"][i % 2] ?? "", `${i}.png`), i);
  return (await openDataset(`folder:${folder}`)).train;
});

/** CSV files as pandas, Kaggle, Windows and others write them. */
import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../../test/temporary-folder.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import type { OpenDatasetOptions } from "../dataset-row.ts";
import { openDataset, openDatasetToEvaluate } from "../open-dataset.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});

const images = ["a.png", "b.png", "c.png", "d.png"];
async function open(text: string, options: OpenDatasetOptions = {}, present: readonly string[] = images) {
  await writeAt(path.join(folder, "train.csv"), text);
  for (const image of present) await writeAt(path.join(folder, image), "");
  return (await openDataset(`csv:${path.join(folder, "train.csv")}`, { fractions: [1, 0, 0], ...options })).train;
}
const classes = (data: Dataset) =>
  Array.from({ length: data.length }, (_, index) =>
    (data.labels?.(index) ?? [data.label(index)]).map((label) => data.classNames[label]).join("+"),
  );

describe("lists in cells", () => {
  test.each([
    ["Python's", `image,label\na.png,"['cat', 'dog']"\nb.png,['dog']\nc.png,[]\n`],
    ["JSON's", `image,labels\na.png,"[""cat"", ""dog""]"\nb.png,"[""dog""]"\nc.png,[]\n`],
    ["NumPy's", `image,tags\na.png,['cat' 'dog']\nb.png,['dog']\nc.png,\n`],
    ["tuples", `image,Target\na.png,"('cat', 'dog')"\nb.png,"('dog',)"\nc.png,()\n`],
    ["sets", `image,labels\na.png,"{'cat', 'dog'}"\nb.png,{'dog'}\nc.png,set()\n`],
  ])("%s are read", async (_, text) => {
    const data = await open(text);
    expect(data.classNames).toEqual(["cat", "dog"]);
    expect(classes(data)).toEqual(["cat+dog", "dog", ""]);
  });

  test("of one name each are one class per image in a column called label, and numbers are names", async () => {
    const one = await open(`image,label\na.png,['cat']\nb.png,['dog']\n`);
    expect([one.labels, classes(one)]).toEqual([undefined, ["cat", "dog"]]);
    expect(classes(await open(`image,labels\na.png,"[10, 2]"\nb.png,[2]\n`))).toEqual(["2+10", "2"]);
    expect(classes(await open(`image,labels\na.png,"['it\\'s', ""a, b""]"\nb.png,"['a, b']"\n`))).toEqual([
      "a, b+it's",
      "a, b",
    ]);
  });

  test.each([
    [
      "an open list",
      `image,label\na.png,"['cat', 'dog'"\nb.png,['dog']\n`,
      /line 2: expected a list in the column label as in line 3/,
    ],
    [
      "a list among names",
      `image,label\na.png,"['cat', 'dog']"\nb.png,dog\n`,
      /line 3: expected a list in the column label as in line 2, got "dog"/,
    ],
    [
      "a list of lists",
      `image,labels\na.png,"[['cat'], 'dog']"\nb.png,['dog']\n`,
      /line 2: expected the classes of a\.png, got \[\['cat'\], 'dog'\], which is no list of names/,
    ],
  ])("%s is refused", async (_, text, message) => {
    await expect(open(text)).rejects.toThrow(message);
  });
});

describe("several classes in a column for one", () => {
  test.each([
    ["numbers", "Id,Target\na.png,16 0\nb.png,0\nc.png,7\n", "16 0", ["0+16", "0", "7"]],
    ["bars", "image,label\na.png,cat|dog\nb.png,dog\n", "cat\\|dog", ["cat+dog", "dog"]],
    ["semicolons", 'image,label\na.png,"cat; dog"\nb.png,dog\n', "cat; dog", ["cat+dog", "dog"]],
    ["commas", 'image,label\na.png,"cat, dog"\nb.png,dog\nc.png,cat\n', "cat, dog", ["cat+dog", "dog", "cat"]],
    [
      "blanks",
      "image,label\na.png,haze primary\nb.png,primary\nc.png,haze road\n",
      "haze primary",
      ["haze+primary", "primary", "haze+road"],
    ],
  ])("are asked about: %s", async (_, text, cell, several) => {
    await expect(open(text)).rejects.toThrow(
      new RegExp(`line 2: expected one class in the column \\w+, got "${cell}".*--labels several .*--labels one`),
    );
    expect(classes(await open(text, { labels: "several" }))).toEqual(several);
    expect((await open(text, { labels: "one" })).labels).toBeUndefined();
  });

  test.each([
    ["ImageNet's words", 'image,label\na.png,"tench, Tinca tinca"\nb.png,"goldfish, Carassius auratus"\n'],
    [
      "names of two words",
      "image,label\na.png,golden retriever\nb.png,labrador retriever\nc.png,red car\nd.png,red bus\n",
    ],
  ])("%s are one class each", async (_, text) => {
    expect((await open(text)).labels).toBeUndefined();
  });
});

describe("columns", () => {
  test.each([
    ["pandas' index", ",image,label\n0,a.png,cat\n1,b.png,dog\n"],
    ["pandas' index of an index", "Unnamed: 0.1,Unnamed: 0,image,label\n0,0,a.png,cat\n1,1,b.png,dog\n"],
    ["pandas' index before columns of 0 and 1", ",image,cat,dog\n0,a.png,1,0\n1,b.png,0,1\n"],
    ["pandas' index before unknown names", ",picture,breed\n0,a.png,cat\n1,b.png,dog\n"],
    ["empty columns and rows of Excel", "image,label,,\na.png,cat,,\nb.png,dog,,\n,,,\n"],
  ])("%s is no class and no image", async (_, text) => {
    const data = await open(text);
    expect([data.classNames, classes(data)]).toEqual([
      ["cat", "dog"],
      ["cat", "dog"],
    ]);
  });

  test("without a name that hold something need one", async () => {
    await expect(open("image,\na.png,cat\nb.png,dog\n")).rejects.toThrow(/expected a name for column 2.*"cat"/);
  });

  test.each([
    ["an image", "a.png,cat\nb.png,dog\n", /line 1: expected the names of the columns, got the image a\.png/],
    ["a class before its image", "cat,a.png\ndog,b.png\n", /got the image a\.png/],
    [
      "an image without extension",
      "a,0\nb,1\nc,0\n",
      /line 1: expected the names of the columns, got (the image a|a and the class 0)/,
    ],
    ["an image without extension, and a class that is nowhere else", "a,x\nb,y\nc,z\n", /got the image a/],
  ])("are named in the first line: %s there is data", async (_, text, message) => {
    await expect(open(text)).rejects.toThrow(message);
  });

  test("of numbers are sorted by value, whole or not", async () => {
    const data = await open("image,label\na.png,10.0\nb.png,2.0\nc.png,-1.5\n");
    expect(data.classNames).toEqual(["-1.5", "2.0", "10.0"]);
  });

  test("of parts are read in any usual spelling", async () => {
    await open("image,label,split\na.png,x,Training\nb.png,y,train_set\n");
    await writeAt(
      path.join(folder, "train.csv"),
      "image,label,split\na.png,x,Training\nb.png,y,TRAIN\nc.png,x,dev\nd.png,y,Testing\n",
    );
    const parts = await openDataset(`csv:${path.join(folder, "train.csv")}`);
    expect([parts.train.length, parts.val?.length, parts.test?.length]).toEqual([2, 1, 1]);
  });

  test("may be a hundred thousand, in time that grows with them", async () => {
    const wide = `image,${Array.from({ length: 1_000_000 }, (_, i) => `c${i}`).join(",")}\n`;
    await expect(open(`${wide}a.png\n`)).rejects.toThrow(/expected at most 100,000 columns, got 1,000,001/);
  });
});

describe("names of images", () => {
  test("of Windows are found", async () => {
    const data = await open("image,label\nsub\\a.png,x\nsub\\deep\\b.png,y\n", {}, ["sub/a.png", "sub/deep/b.png"]);
    expect(data.id(1)).toBe(path.join(folder, "sub", "deep", "b.png"));
  });

  test("of another machine are found by their ends, and it is told", async () => {
    const said: string[] = [];
    const text = "image,label\nC:\\Users\\me\\photos\\sub\\a.png,x\nC:\\Users\\me\\photos\\b.png,y\n";
    const data = await open(text, { onNotice: ({ message }) => said.push(message) }, ["sub/a.png", "b.png"]);
    expect([data.id(0), data.id(1)]).toEqual([path.join(folder, "sub", "a.png"), path.join(folder, "b.png")]);
    expect(said.join()).toMatch(/images are taken from/);
    const kaggle = await open("image,label\n/kaggle/input/x/a.png,x\n/kaggle/input/x/b.png,y\n");
    expect(kaggle.id(0)).toBe(path.join(folder, "a.png"));
  });

  test("are relative to the image root where one is given", async () => {
    await mkdir(path.join(folder, "elsewhere"));
    const present = ["elsewhere/a.png", "elsewhere/b.png"];
    const imageRoot = path.join(folder, "elsewhere");
    expect((await open("image,label\na.png,x\nb.png,y\n", { imageRoot }, present)).id(0)).toContain("elsewhere");
    expect((await open("image,label\ntrain/a.png,x\ntrain/b.png,y\n", { imageRoot }, present)).length).toBe(2);
    await expect(open("image,label\na.png,x\nz.png,y\n", {}, present)).rejects.toThrow(
      /line 2: expected the image .*a\.png, and it is not there \(2 are missing in all\)\. Looked in .*images, .*train_images.*--image-root FOLDER/,
    );
  });

  test("are found in train_images", async () => {
    expect(
      (await open("image_id,label\na.png,x\nb.png,y\n", {}, ["train_images/a.png", "train_images/b.png"])).length,
    ).toBe(2);
  });

  test("are compared in NFC, folders too", async () => {
    const data = await open("image,label\nK\u00e4fer/\u00fc.png,x\nb.png,y\n", {}, [
      "Ka\u0308fer/u\u0308.png",
      "b.png",
    ]);
    expect(data.id(0)).toBe(path.join(folder, "Ka\u0308fer", "u\u0308.png"));
  });

  test("are of files: a pipe would never end", async () => {
    execFileSync("mkfifo", [path.join(folder, "a.png")]);
    await expect(open("image,label\na.png,x\nb.png,y\n", {}, ["b.png"])).rejects.toThrow(/a\.png, and it is not there/);
    await expect(openDataset(`csv:${path.join(folder, "a.png")}`)).rejects.toThrow(
      /\(it is a pipe or a device, no file\)/,
    );
  });

  test("that are addresses are refused", async () => {
    await expect(open("image,label\nhttps://x.org/a.png,x\nb.png,y\n")).rejects.toThrow(
      /line 2: .*got the address https/,
    );
  });

  test("that are missing by the thousand are not all looked for", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `gone${i}.png,${i % 2}`);
    await expect(open(`image,label\n${rows.join("\n")}\n`)).rejects.toThrow(/\(more than 10,000 are missing in all\)/);
  });
});

test("classes in two forms of Unicode are one, and it is told", async () => {
  const said: string[] = [];
  const data = await open("image,label\na.png,K\u00e4fer\nb.png,Ka\u0308fer\nc.png,cat \n", {
    onNotice: ({ message }) => said.push(message),
  });
  expect(classes(data)).toEqual(["K\u00e4fer", "K\u00e4fer", "cat"]);
  expect(said.join()).toMatch(/"K\u00e4fer" and "Ka\\u\{308\}fer" are two spellings of one name/);
});

test("what will be left out needs no image", async () => {
  const text = "image,cat,dog,root\na.png,1,0,0\nb.png,0,1,0\n";
  await expect(open(text)).rejects.toThrow(
    /got none of root\. Add some, or leave the class out: --without-classes root/,
  );
  expect((await open(text, { isKept: (name) => name !== "root" })).classNames).toEqual(["cat", "dog", "root"]);
});

test("to evaluate on, one class is enough, and no part must be there", async () => {
  await open("image,label,split\na.png,x,train\nb.png,y,train\n");
  const file = `csv:${path.join(folder, "train.csv")}`;
  await writeAt(path.join(folder, "train.csv"), "image,label\na.png,x\nb.png,x\n");
  expect((await openDatasetToEvaluate(file)).train?.classNames).toEqual(["x"]);
  await writeAt(path.join(folder, "train.csv"), "image,label,split\na.png,x,test\nb.png,y,test\n");
  expect(Object.keys(await openDatasetToEvaluate(file))).toEqual(["test"]);
});

import { writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { testDataset } from "../../../test/dataset-contract.ts";
import { temporaryFolder, writeAt } from "../../../test/temporary-folder.ts";
import type { Dataset } from "../../dataset/dataset.ts";
import { openDataset } from "../open-dataset.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await temporaryFolder();
  file = path.join(folder, "train.csv");
});

async function write(text: string, ...images: string[]): Promise<string> {
  await writeAt(file, text);
  for (const image of images) await writeAt(path.join(folder, image), "");
  return `csv:${file}`;
}
const whole = { fractions: [1, 0, 0] } as const;
const rows = (data: Dataset | undefined) =>
  Array.from({ length: data?.length ?? 0 }, (_, index) => [
    path.relative(folder, data?.id(index) ?? "").replaceAll(path.sep, "/"),
    (data?.labels?.(index) ?? [data?.label(index) ?? -1]).map((label) => data?.classNames[label]).join("+"),
  ]);

describe("csv with one class per image", () => {
  test.each([
    ["commas", "image,label\na.png,dog\nb/c.jpg,cat\n"],
    ["semicolons, a byte order mark and Windows' line ends", "\ufefflabel;filename\r\ndog;a.png\r\n\r\ncat;b/c.jpg"],
    ["tabs and quotes", 'path\t"breed"\n"a.png"\t"dog"\nb/c.jpg\tcat\n'],
  ])("reads %s", async (_, text) => {
    const { train } = await openDataset(await write(text, "a.png", "b/c.jpg"), whole);
    expect(train.classNames).toEqual(["cat", "dog"]);
    expect(rows(train)).toEqual([
      ["a.png", "dog"],
      ["b/c.jpg", "cat"],
    ]);
    expect(train.labels).toBeUndefined();
  });

  test("looks for Kaggle's images: names without extension, in a folder called like the file", async () => {
    const { train } = await openDataset(await write("id,has_cactus\n7,0\n8,1\n", "train/7.jpg", "train/8.jpg"), whole);
    expect(rows(train)).toEqual([
      ["train/7.jpg", "0"],
      ["train/8.jpg", "1"],
    ]);
  });

  test.each([
    ["id,filename,label\n1,a.png,dog\n2,b.png,cat\n"],
    ["category,path,label\nx,a.png,dog\nx,b.png,cat\n"],
    ["image_id,breed,file\n1,dog,a.png\n2,cat,b.png\n"],
  ])(
    "takes of several columns that could be the image's or the class's the one of the clearest name: %j",
    async (text) => {
      const { train } = await openDataset(await write(text, "a.png", "b.png", "1", "2"), whole);
      expect(rows(train)).toEqual([
        ["a.png", "dog"],
        ["b.png", "cat"],
      ]);
    },
  );

  test("takes numbers beside the images for no class", async () => {
    const text = "id,filename,cat,dog\n1,a.png,0,1\n2,b.png,1,1\n";
    const { train } = await openDataset(await write(text, "a.png", "b.png"), whole);
    expect(train.classNames).toEqual(["cat", "dog"]);
    expect(rows(train)).toEqual([
      ["a.png", "dog"],
      ["b.png", "cat+dog"],
    ]);
  });

  test("sorts classes that are numbers by value", async () => {
    const { train } = await openDataset(await write("file,label\na.png,10\nb.png,9\n", "a.png", "b.png"), whole);
    expect(train.classNames).toEqual(["9", "10"]);
  });

  test("takes parts from their column, and splits where there is none", async () => {
    const images = ["a.png", "b.png", "c.png", "d.png"];
    const text = "file,label,split\na.png,x,train\nb.png,y,Train\nc.png,x,valid\nd.png,y,test\n";
    const parts = await openDataset(await write(text, ...images));
    expect([parts.train, parts.val, parts.test].map((part) => rows(part).length)).toEqual([2, 1, 1]);
    const fastai = "fname,label,is_valid\na.png,x,False\nb.png,y,0\nc.png,x,True\n";
    const valid = await openDataset(await write(fastai, ...images));
    expect([valid.train.length, valid.val?.length, valid.test]).toEqual([2, 1, undefined]);
    const many = Array.from({ length: 20 }, (_, i) => `${i}.png`);
    const split = await openDataset(
      await write(`file,label\n${many.map((name, i) => `${name},${i % 2}`).join("\n")}`, ...many),
    );
    expect([split.train.length, split.val?.length, split.test?.length]).toEqual([16, 2, 2]);
  });
});

describe("csv with several classes per image", () => {
  test.each([
    ["blanks", "image,tags\na.png,haze primary\nb.png,primary\nc.png,\n"],
    ["bars", "image,labels\na.png,primary|haze\nb.png,primary\nc.png,\n"],
    ["commas in quotes", 'image,labels\na.png,"primary, haze"\nb.png,primary\nc.png,""\n'],
    ["columns of 0 and 1", "image,haze,primary\na.png,1,1\nb.png,0,1\nc.png,0,0\n"],
    ["columns of 0.0 and 1.0", "image,haze,primary\na.png,1.0,1.0\nb.png,0.0,1.0\nc.png,0.0,0.0\n"],
  ])("reads %s", async (_, text) => {
    const { train } = await openDataset(await write(text, "a.png", "b.png", "c.png"), whole);
    expect(train.classNames).toEqual(["haze", "primary"]);
    expect(rows(train)).toEqual([
      ["a.png", "haze+primary"],
      ["b.png", "primary"],
      ["c.png", ""],
    ]);
  });

  test("keeps the order of 0/1 columns, and classes with blanks where there is another separator", async () => {
    const flags = await openDataset(await write("image,z,a\na.png,1,0\nb.png,1,1\n", "a.png", "b.png"), whole);
    expect(flags.train.classNames).toEqual(["z", "a"]);
    const bars = await openDataset(await write("image,labels\na.png,traffic light|car\nb.png,traffic light\n"), whole);
    expect(bars.train.classNames).toEqual(["car", "traffic light"]);
  });
});

describe("csv refuses", () => {
  test.each([
    ["an empty file", "", /train\.csv: expected a line of column names and one line per image/],
    ["column names alone", "image,label\n", /train\.csv: expected a line of column names and one line per image/],
    ["one column", "image\na.png\n", /expected a column with the class of each image, got only image/],
    [
      "two columns of one name",
      "image,label,label\na.png,x,y\n",
      /train\.csv, line 1: expected columns of different names, got "label" twice/,
    ],
    [
      "a line with a cell too few",
      "image,label\na.png,x\nb.png\n",
      /train\.csv, line 3: expected as many cells as there are columns/,
    ],
    ["an open quote", 'image,label\na.png,"x\nb.png,y\n', /train\.csv, line \d: /],
    [
      "an image without class",
      "image,label\na.png,x\nb.png,\n",
      /train\.csv, line 3: expected the class of b\.png, got nothing/,
    ],
    [
      "a class that pandas had no value for",
      "image,label\na.png,0\nb.png,NaN\n",
      /train\.csv, line 3: expected the class of b\.png, got NaN/,
    ],
    [
      "classes that pandas had no value for",
      "image,labels\na.png,x|y\nb.png,nan\n",
      /train\.csv, line 3: expected the classes of b\.png, got nan/,
    ],
    [
      "images without a line of column names",
      "a.png,x\nb.png,y\n",
      /train\.csv, line 1: expected the names of the columns, got the image a\.png/,
    ],
    [
      "a line without image",
      "image,label\na.png,x\n,y\n",
      /train\.csv, line 3: expected the name of an image, got none/,
    ],
    [
      "a missing image",
      "image,label\na.png,x\nz.png,y\n",
      /train\.csv, line 3: expected the image .*z\.png, and it is not there\./,
    ],
    [
      "many missing images",
      "image,label\ny.png,x\nz.png,y\n",
      /line 2: expected the image .*y\.png, and it is not there \(2 are missing in all\)/,
    ],
    [
      "an image twice",
      "image,label\na.png,x\na.png,y\n",
      /train\.csv, line 3: expected every image once, got a\.png in line 2 too/,
    ],
    [
      "columns that are no classes",
      "image,haze,width\na.png,1,640\n",
      /train\.csv, line 2: expected 0 or 1 in the column width, got "640"/,
    ],
    ["one class", "image,label\na.png,x\nb.png,x\n", /at least two classes to tell apart, got only x/],
    [
      "a 0/1 column without a 1",
      "image,haze,clear\na.png,1,0\nb.png,1,0\n",
      /expected training images of every class, got none of clear/,
    ],
    [
      "an unknown part",
      "image,label,split\na.png,x,later\n",
      /train\.csv, line 2: expected train, val or test in the column split, got "later"/,
    ],
    [
      "no training part",
      "image,label,split\na.png,x,test\nb.png,y,test\n",
      /expected images to train on, got none in the column split/,
    ],
    ["a class that is only in the test part", "image,label,split\na.png,x,train\nb.png,y,test\n", /got none of y/],
  ])("%s", async (_, text, message) => {
    await expect(openDataset(await write(text, "a.png", "b.png"))).rejects.toThrow(message);
  });

  test.each([
    ["Latin-1", Buffer.from("image,label\na.png,K\xe4fer\nb.png,y\n", "latin1")],
    ["UTF-16 without its mark", Buffer.from("image,label\na.png,x\nb.png,y\n", "utf16le")],
    ["UTF-16 with half a character", Buffer.from("\ufeffimage,label\na.png,\ud83e\nb.png,y\n", "utf16le")],
  ])("text in %s", async (_, bytes) => {
    await writeFile(file, bytes);
    await expect(openDataset(`csv:${file}`)).rejects.toThrow(/train\.csv: expected text in UTF-8/);
  });

  test.each([
    ["little-endian", (text: string) => Buffer.from(text, "utf16le")],
    ["big-endian", (text: string) => Buffer.from(text, "utf16le").swap16()],
  ])("UTF-16 with its mark, %s, is read", async (_, encoded) => {
    for (const name of ["a.png", "b.png"]) await writeFile(path.join(path.dirname(file), name), "");
    await writeFile(file, encoded("\ufeffimage,label\r\na.png,Käfer\r\nb.png,🦉\r\n"));
    expect((await openDataset(`csv:${file}`, whole)).train.classNames).toEqual(["Käfer", "🦉"]);
  });

  test("a file that is not there, and no file", async () => {
    await expect(openDataset(`csv:${file}`)).rejects.toThrow(
      /train\.csv: expected a CSV file that can be read \(ENOENT/,
    );
    await expect(openDataset("csv")).rejects.toThrow(/expected csv:FILE, got csv/);
  });
});

testDataset(
  "a CSV file",
  async () => (await openDataset(await write("image,label\na.png,x\nb.png,y\n", "a.png", "b.png"), whole)).train,
);

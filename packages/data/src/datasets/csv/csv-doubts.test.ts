/** CSV files that could be taken for something else: what is given is not passed over, and what is doubtful is told. */
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../../test/temporary-folder.ts";
import { openDataset } from "../open-dataset.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
  for (let image = 0; image < 12; image++) await writeAt(path.join(folder, `${image}.png`), "");
});

/** A file with these cells after each image's name, in turns, and what is told of it. */
async function open(columns: string, cells: readonly string[]) {
  const lines = Array.from({ length: 12 }, (_, image) => `${image}.png,${cells[image % cells.length]}`);
  const file = path.join(folder, "t.csv");
  await writeAt(file, [`image,${columns}`, ...lines, ""].join("\n"));
  const notices: string[] = [];
  const onNotice = ({ message }: { readonly message: string }) => notices.push(message.replace(`${file}: `, ""));
  const parts = await openDataset(`csv:${file}`, { onNotice });
  return { parts, notices };
}

describe("a column of parts is never passed over", () => {
  test.each([
    ["Usage", ["Training", "Validation", "Testing"]],
    ["dataset_name", ["train", "dev", "test_set"]],
  ])("%s has them by name", async (column, names) => {
    const { parts } = await open(
      `label,${column}`,
      ["c", "d", "c", "d"].map((one, i) => `${one},${names[i % 3]}`),
    );
    expect([parts.train.length, parts.val?.length, parts.test?.length]).toEqual([6, 3, 3]);
  });

  test("is_test says yes for test", async () => {
    const { parts } = await open("label,is_test", ["c,False", "d,True", "d,False"]);
    expect([parts.train.length, parts.val, parts.test?.length]).toEqual([8, undefined, 4]);
  });

  test.each([
    ["label,Usage", ["c,Training", "d,PublicTest"], /line 3: expected train, val or test .* Usage, got "PublicTest"/],
    [
      "label,source",
      ["c,train_a", "d,test_b"],
      /column source, which looks like parts, got train_a, test_b\. Write train/,
    ],
    ["label,is_train", ["c,1", "d,0"], /got is_train, which does not say what others .* are for/],
  ])("%s that is not understood is refused", async (columns, cells, message) => {
    await expect(open(columns, cells)).rejects.toThrow(message);
  });
});

describe("cells that are no names of classes are not made classes", () => {
  test.each([
    ["a vector of Python", ['"[0, 1, 0]"', '"[1, 0, 0]"']],
    ["a vector of NumPy", ["[0. 1.]", "[1. 0.]"]],
  ])("%s", async (_, cells) => {
    await expect(open("label", cells)).rejects.toThrow(/expected names of classes .* label, got 0 and 1 for each/);
  });

  test.each(["/", "+", "&", "-", "_"])("two names with %s between them", async (sign) => {
    await expect(open("label", ["cat", "dog", `cat${sign}dog`])).rejects.toThrow(
      `looks like several. Say which it is: for several, write "|" in place of "${sign}" and call the column "labels", or --labels one.`,
    );
    expect((await open("label", ["cat", `cat${sign}fish`])).parts.train.classNames).toHaveLength(2);
  });

  test.each([
    ["<!DOCTYPE html><html>", /got an HTML page\. Download the file again/],
    ["version https://git-lfs.github.com/spec/v1\noid sha256:4d\n", /got a Git LFS pointer.*git lfs pull/],
    ["PK\u0003\u0004xlsx", /got an archive.*workbook of Excel/],
    ['{"images": []}', /got a JSON file.*coco:FILE/],
  ])("%j is no table", async (text, message) => {
    await writeAt(path.join(folder, "t.csv"), text);
    await expect(openDataset(`csv:${path.join(folder, "t.csv")}`)).rejects.toThrow(message);
  });

  test("flags may be yes and no", async () => {
    const { train } = (await open("cat,dog", ["yes,no", "N,Y"])).parts;
    expect([train.classNames, train.labels?.(0), train.labels?.(1)]).toEqual([["cat", "dog"], [0], [1]]);
  });
});

describe("tells of", () => {
  test("columns that are not used", async () => {
    expect((await open("fold,class,box", ["0,c,5", "1,d,6"])).notices).toEqual([
      "the classes are those of the column class; not used: fold, box.",
    ]);
  });

  test("what stands for nothing known", async () => {
    expect((await open("label", ["c", "NA"])).notices).toEqual([expect.stringMatching(/^NA is taken for a class/)]);
  });

  test("numbers of one value", async () => {
    expect((await open("label", ["1", "1.0", "2"])).notices).toEqual([
      expect.stringMatching(/^different classes have nearly the same name: "1" and "1\.0"/),
    ]);
  });

  test("as many classes as images", async () => {
    const measured = Array.from({ length: 12 }, (_, i) => `${i}.37`);
    expect((await open("label", measured)).notices).toEqual([
      expect.stringMatching(/^12 of 12 classes have one image alone, such as 0\.37, 1\.37, 2\.37\. Are they classes/),
    ]);
  });

  test("nothing where all is as usual", async () => {
    expect((await open("label", ["c", "d"])).notices).toEqual([]);
  });
});

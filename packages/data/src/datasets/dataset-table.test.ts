import { homedir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { datasetSamples } from "../../test/dataset-samples.ts";
import { decodeSource } from "../decode/decode-source.ts";
import { DataError } from "../errors.ts";
import { specOf } from "./dataset-row.ts";
import { datasetTable } from "./dataset-table.ts";
import { datasetOf, datasetSpecs, openDataset } from "./open-dataset.ts";

test("names are different, and each is the first word of its spec", () => {
  expect(new Set(datasetTable.map(({ name }) => name)).size).toBe(datasetTable.length);
  expect(datasetSpecs).toEqual([
    "folder:PATH",
    "csv:FILE",
    "coco:PATH",
    "voc:PATH",
    "yolo:PATH",
    "cifar10[:PATH]",
    "cifar100[:PATH]",
    "flowers102[:PATH]",
    "stanford-cars:PATH",
    "solar-cells[:PATH]",
    "tree-crowns[:PATH]",
    "synthetic",
  ]);
});

test("there is a sample for each row, to open it by", () => {
  expect(Object.keys(datasetSamples)).toEqual(datasetTable.map(({ name }) => name));
});

describe.each(datasetTable.map((row) => [specOf(row), row] as const))("%s", (_, row) => {
  test("opens, and gives images that can be decoded", async () => {
    const location = await datasetSamples[row.name]?.();
    expect(location === undefined).toBe(row.location === "none");
    const { train } = await openDataset(location === undefined ? row.name : `${row.name}:${location}`);
    expect(train.length).toBeGreaterThan(0);
    const { width, height } = await decodeSource(train.source(0));
    if (row.inputSize !== undefined) expect([width, height]).toEqual([row.inputSize, row.inputSize]);
  });

  test("is found by its spec, with or without a location", () => {
    expect(datasetOf(row.name)).toEqual({ row, location: undefined });
    expect(datasetOf(`${row.name}:`)).toEqual({ row, location: undefined });
    expect(datasetOf(`${row.name}:~/a:b`)).toEqual({ row, location: path.join(homedir(), "a:b") });
  });

  test("says in a sentence what it is, and what to do where its location is missing", async () => {
    expect(row.help).toMatch(/^[A-Z].*\.$/);
    if (row.location !== "required") return;
    await expect(openDataset(row.name)).rejects.toThrow(DataError);
    await expect(openDataset(row.name)).rejects.toThrow(specOf(row));
  });
});

test("data that users put together is told from published data and from published formats", () => {
  const namesOf = (fact: "isOfOneUser" | "isNamedByLocation" | "hasBoxesAlone") =>
    datasetTable.filter((row) => row[fact] === true).map(({ name }) => name);
  expect(namesOf("isOfOneUser")).toEqual(["folder", "csv", "coco", "voc", "yolo"]);
  expect(namesOf("hasBoxesAlone")).toEqual(["voc", "yolo", "tree-crowns"]);
  expect(namesOf("isNamedByLocation")).toEqual(["folder", "voc", "yolo"]);
});

test("a name that is in no row is no data set", () => {
  expect(datasetOf("imagenet")).toBeUndefined();
  expect(datasetOf("")).toBeUndefined();
  expect(datasetOf("/photos")).toBeUndefined();
});

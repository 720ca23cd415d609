import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { testDataset } from "../../test/dataset-contract.ts";
import { temporaryFolder, writeAt } from "../../test/temporary-folder.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";
import { openSolarCells, parseLabels, wheelEntry } from "./solar-cells.ts";

const options = { seed: 0, fractions: [0.6, 0.2, 0.2] } as const;
const probabilities = ["0.0", "0.3333333333333333", "0.6666666666666666", "1.0"];

let folder = "";
/** 400 cells: every probability with every type, 50 times. */
beforeEach(async () => {
  folder = await temporaryFolder();
  const lines = Array.from({ length: 400 }, (_, i) => {
    const type = i % 8 < 4 ? "mono" : "poly";
    return `images/cell${String(i).padStart(4, "0")}.png  ${probabilities[i % 4]?.padEnd(20)} ${type}`;
  });
  await writeAt(path.join(folder, "src", "elpv_dataset", "data", "labels.csv"), `${lines.join("\n")}\n`);
});

const numbers = (part: Dataset | undefined) =>
  Array.from({ length: part?.length ?? 0 }, (_, i) => Number(/cell(\d+)\.png$/.exec(part?.id(i) ?? "")?.[1]));

testDataset("solar cells", async () => (await openSolarCells(folder, options)).train);

describe("openSolarCells", () => {
  test("calls cells with a defect probability of a half or more defective", async () => {
    const { train } = await openSolarCells(folder, options);
    expect(train.classNames).toEqual(["functional", "defective"]);
    for (const [index, number] of numbers(train).entries()) expect(train.label(index)).toBe(number % 4 < 2 ? 0 : 1);
    const first = String(numbers(train)[0]).padStart(4, "0");
    const file = path.join(folder, "src", "elpv_dataset", "data", "images", `cell${first}.png`);
    expect(train.source(0)).toEqual({ kind: "file", path: file });
  });

  test("splits 60/20/20 by class and cell type, and by the seed", async () => {
    const { train, val, test: held } = await openSolarCells(folder, options);
    const strata = (part: Dataset | undefined) => {
      const counts = [0, 0, 0, 0];
      for (const number of numbers(part)) {
        const stratum = (number % 4 < 2 ? 0 : 2) + (number % 8 < 4 ? 0 : 1);
        counts[stratum] = (counts[stratum] ?? 0) + 1;
      }
      return counts;
    };
    expect([train, val, held].map(strata)).toEqual([
      new Array(4).fill(60),
      new Array(4).fill(20),
      new Array(4).fill(20),
    ]);
    expect(numbers((await openSolarCells(folder, options)).train)).toEqual(numbers(train));
    expect(numbers((await openSolarCells(folder, { ...options, seed: 1 })).train)).not.toEqual(numbers(train));
  });

  test("names its licence and authors", async () => {
    const { train, val, test: held } = await openSolarCells(folder, options);
    for (const part of [train, val, held]) expect(part?.credit).toMatch(/CC BY-NC-SA 4\.0.*Buerhop-Lutz.*Deitsch/);
  });

  test("says what it looked for where it is not", async () => {
    await expect(openSolarCells(path.join(folder, "src"), options)).resolves.toBeDefined();
    await expect(openSolarCells(path.join(folder, "nowhere"), options)).rejects.toThrow(
      /expected the ELPV data set with its labels\.csv/,
    );
  });
});

test("parseLabels names the line that is none", () => {
  expect(parseLabels("images/a.png  1.0   mono\n\nimages/b.png 0.0 poly\n", "labels.csv")).toEqual([
    { image: "images/a.png", probability: 1, type: "mono" },
    { image: "images/b.png", probability: 0, type: "poly" },
  ]);
  for (const line of [
    "images/b.png 1.5 mono",
    "images/b.png x mono",
    "images/b.png 1 multi",
    "images/b.png 1",
    "a b.png 1 mono",
  ]) {
    expect(() => parseLabels(`images/a.png 1 mono\n${line}`, "labels.csv")).toThrow(
      /^labels\.csv, line 2: expected an image path/,
    );
  }
  expect(() => parseLabels("\n", "labels.csv")).toThrow(DataError);
});

test("wheelEntry takes the photographs, their labels and the licence out of the wheel, and nothing outside the folder", () => {
  expect(wheelEntry("elpv_dataset/data/labels.csv")).toBe("labels.csv");
  expect(wheelEntry("elpv_dataset/data/images/cell0001.png")).toBe("images/cell0001.png");
  expect(wheelEntry("elpv_dataset-1.0.0.post1.dist-info/licenses/LICENSE.md")).toBe("LICENSE.md");
  for (const other of [
    "elpv_dataset/utils.py",
    "elpv_dataset/data/images/../../x.png",
    "elpv_dataset/data/images/a/b.png",
  ]) {
    expect(wheelEntry(other)).toBeUndefined();
  }
});

import path from "node:path";
import { sharedPath } from "@tresnet/vitest";
import { beforeEach, describe, expect, test } from "vitest";
import { testDataset } from "../../test/dataset-contract.ts";
import { temporaryFolder, writeAt, writePicture } from "../../test/temporary-folder.ts";
import { type Matlab, matFile } from "../../test/write-mat-file.ts";
import { openDataset } from "./open-dataset.ts";
import { readCarAnnotations, readCarNames } from "./stanford-cars.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});

const box = { bbox_x1: [1], bbox_y1: [1], bbox_x2: [9], bbox_y2: [9] };
const annotations = (labels: readonly (number | undefined)[]): Matlab => ({
  structs: labels.map((label, i) => ({
    ...box,
    ...(label === undefined ? {} : { class: [label] }),
    fname: `0000${i + 1}.jpg`,
  })),
});

/** Three classes; labels from 1, as in MATLAB. */
async function writeCars({
  train = [1, 3, 2, 3],
  test = [2, 1],
}: {
  train?: number[];
  test?: (number | undefined)[];
} = {}) {
  const names = { cells: ["Acura RL Sedan 2012", "Ram C/V Cargo Van Minivan 2012", "smart fortwo Convertible 2012"] };
  await writeAt(path.join(folder, "devkit", "cars_meta.mat"), matFile({ class_names: names }));
  await writeAt(path.join(folder, "devkit", "cars_train_annos.mat"), matFile({ annotations: annotations(train) }));
  await writeAt(path.join(folder, "cars_test_annos_withlabels.mat"), matFile({ annotations: annotations(test) }));
  for (let i = 1; i <= 4; i++) await writePicture(path.join(folder, "cars_train", `0000${i}.jpg`), i, 8, 8);
  for (let i = 1; i <= 2; i++) await writePicture(path.join(folder, "cars_test", `0000${i}.jpg`), 9 + i, 8, 8);
}

describe("stanford-cars", () => {
  test("takes labels and parts from the devkit", async () => {
    await writeCars();
    const { train, val, test: held } = await openDataset(`stanford-cars:${folder}`);
    expect([train.length, val, held?.length]).toEqual([4, undefined, 2]);
    expect([0, 1, 2, 3].map((index) => train.classNames[train.label(index)])).toEqual([
      "Acura RL Sedan 2012",
      "smart fortwo Convertible 2012",
      "Ram C/V Cargo Van Minivan 2012",
      "smart fortwo Convertible 2012",
    ]);
    expect(held?.id(1)).toBe(path.join(folder, "cars_test", "00002.jpg"));
    expect(train.credit).toContain("research only");
    expect((await openDataset(`stanford-cars:${folder}`, { holdOut: 0.5 })).val?.length).toBe(1);
  });

  test("has no test part where the labels of the test images are secret", async () => {
    await writeCars({ test: [undefined, undefined] });
    await expect(openDataset(`stanford-cars:${folder}`)).rejects.toThrow(
      /withlabels\.mat: expected a class for 00001\.jpg/,
    );
  });

  test("says what to get and where to put it", async () => {
    await expect(openDataset("stanford-cars")).rejects.toThrow(
      /PATH\/cars_train\/00001\.jpg[\s\S]*PATH\/devkit\/cars_meta\.mat/,
    );
    await expect(openDataset(`stanford-cars:${folder}`)).rejects.toThrow(
      /got no cars_meta\.mat there or in devkit\.\n.*cannot be fetched/,
    );
  });

  test.each([
    [
      "an image that is not there",
      { train: [1, 2, 3, 1, 2] },
      /cars_train_annos\.mat: expected its 5 images in .*cars_train, got 4; 1 are missing, 00005\.jpg first/,
    ],
    [
      "a class that has no name",
      { train: [1, 2, 4, 3] },
      /whole numbers from 1 to 3 in annotations\(3\)\.class, got 4/,
    ],
    ["class 0", { train: [0, 2, 1, 3] }, /annotations\(1\)\.class, got 0/],
    [
      "a class without images",
      { train: [1, 1, 3, 1] },
      /expected training images of every class, got none of Ram C\/V Cargo Van Minivan 2012/,
    ],
  ])("refuses %s", async (_, labels, message) => {
    await writeCars(labels);
    await expect(openDataset(`stanford-cars:${folder}`)).rejects.toThrow(message);
  });

  test("a class that is left out needs no images", async () => {
    await writeCars({ train: [1, 1, 3, 1] });
    const isKept = (name: string) => !name.startsWith("Ram");
    const { train } = await openDataset(`stanford-cars:${folder}`, { isKept });
    expect(train.length).toBe(4);
  });

  test("refuses a name that leads out of the folder", async () => {
    await writeCars();
    const bad = { structs: [{ ...box, class: [1], fname: "../secret.jpg" }] };
    await writeAt(path.join(folder, "devkit", "cars_train_annos.mat"), matFile({ annotations: bad }));
    await expect(openDataset(`stanford-cars:${folder}`)).rejects.toThrow(
      /annotations\(1\)\.fname, got "\.\.\/secret\.jpg"/,
    );
  });

  test("refuses another data set's file", async () => {
    await writeCars();
    await writeAt(path.join(folder, "devkit", "cars_meta.mat"), matFile({ labels: [1, 2] }));
    await expect(openDataset(`stanford-cars:${folder}`)).rejects.toThrow(
      /cars_meta\.mat: expected a list of class names/,
    );
  });

  test("reads the real label files whole", async () => {
    const names = await readCarNames(sharedPath("data", "labels", "stanford_cars_meta.mat"));
    expect([names.length, names[0], names[195]]).toEqual([
      196,
      "AM General Hummer SUV 2000",
      "smart fortwo Convertible 2012",
    ]);
    const train = await readCarAnnotations(sharedPath("data", "labels", "stanford_cars_train_annos.mat"), 196);
    expect([train.length, train[0], train.at(-1)?.image]).toEqual([
      8144,
      { image: "00001.jpg", label: 13 },
      "08144.jpg",
    ]);
    expect(new Set(train.map(({ label }) => label)).size).toBe(196);
    const held = await readCarAnnotations(sharedPath("data", "labels", "stanford_cars_test_annos.mat"), 196);
    expect([held.length, held.at(-1)]).toEqual([8041, { image: "08041.jpg", label: -1 }]);
  });
});

testDataset("Stanford Cars", async () => {
  await writeCars();
  return (await openDataset(`stanford-cars:${folder}`)).train;
});

import { type Dataset, imageFiles, syntheticData, syntheticScenes } from "@tresnet/data";
import { describe, expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { trainTable } from "../settings/train-options.ts";
import { checkSameData } from "../training/checks/check-same-data.ts";
import { type DataFingerprint, dataFingerprint } from "./data-fingerprint.ts";
import { runDirectory } from "./run-directory.ts";

/** Images named like "train/cat/1.png", whose class is the folder that they lie in. */
function photographs(folder: string, names: readonly string[], classNames = ["cat", "dog"]): Dataset {
  const files = names.map((name) => ({
    path: `${folder}/${name}`,
    label: classNames.indexOf(name.split("/")[1] ?? ""),
  }));
  return imageFiles("photos", classNames, files);
}

const trainNames = ["train/cat/1.png", "train/cat/2.png", "train/dog/1.png"];
const testNames = ["test/cat/1.png", "test/dog/1.png"];
const print = (train: readonly string[], test?: readonly string[], folder = "/photos", classNames?: string[]) =>
  dataFingerprint({
    train: photographs(folder, train, classNames),
    ...(test && { test: photographs(folder, test, classNames) }),
  });

test("a fingerprint has the classes, and count and hash of each part", () => {
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
  const { train, val, test: held } = syntheticData({ classes: 2, counts: [6, 4, 2] });
  expect(dataFingerprint({ train, val, test: held })).toEqual({
    classNames: train.classNames,
    parts: { train: { images: 6, sha256: hash }, val: { images: 4, sha256: hash }, test: { images: 2, sha256: hash } },
  });
  expect(print(trainNames).parts.test).toBeUndefined();
});

test("reads no image, and does not care where the data lies", () => {
  const data = photographs("/a", trainNames);
  const unread = { ...data, source: () => expect.unreachable("an image was opened") };
  expect(dataFingerprint({ train: unread })).toEqual(print(trainNames, undefined, "/b/c"));
});

describe("a resumed run", () => {
  const run = runDirectory("runs/mine");
  const check = (was: DataFingerprint, now: DataFingerprint) => {
    const options = resolveOptions(trainTable, [{ source: "test", values: { data: "folder:/photos" } }]);
    checkSameData(run, { command: "", options, intraOpThreads: 1, environment: {}, data: was }, now);
  };
  const began = print(trainNames, testNames);

  test("goes on with the data that it began with", () => {
    expect(() => check(began, print(trainNames, testNames))).not.toThrow();
  });

  test.each([
    ["an image more", print([...trainNames, "train/dog/2.png"], testNames), "4 training images, there were 3"],
    ["an image fewer", print(trainNames, testNames.slice(1)), "1 test images, there were 2"],
    ["no test images", print(trainNames), "0 test images, there were 2"],
    ["another name", print(["train/cat/0.png", ...trainNames.slice(1)], testNames), "training images have other names"],
    [
      "another label",
      print(["train/dog/0.png", ...trainNames.slice(1)], testNames),
      "training images have other names",
    ],
    ["another order", print(trainNames.toReversed(), testNames), "another order"],
    ["a class fewer", print(trainNames, testNames, "/photos", ["cat"]), 'class "dog" is gone'],
    ["a new class", print(trainNames, testNames, "/photos", ["cat", "cow", "dog"]), 'class "cow" is new'],
    ["turned classes", print(trainNames, testNames, "/photos", ["dog", "cat"]), "the classes have another order"],
  ])("stops at %s and says what to do", (_, now, change) => {
    expect(() => check(began, now)).toThrow(UsageError);
    expect(() => check(began, now)).toThrow(change);
    expect(() => check(began, now)).toThrow(
      /expected folder:\/photos as it was when runs\/mine began.*--initial-checkpoint runs\/mine\/last\.safetensors/,
    );
  });
});

test("boxes belong to a detector's data, and to no other's", () => {
  const { train } = syntheticScenes({ counts: [3, 1, 1], seed: 2 });
  const moved = {
    ...train,
    boxes(index: number) {
      const objects = train.boxes(index);
      return { ...objects, boxes: objects.boxes.map((side) => side + 0.5) };
    },
  };
  const prints = (boxes: boolean) => [train, moved].map((one) => dataFingerprint({ train: one }, { boxes }));
  const [before, after] = prints(true);
  expect(before).not.toEqual(after);
  const [some, other] = prints(false);
  expect(some).toEqual(other);
});

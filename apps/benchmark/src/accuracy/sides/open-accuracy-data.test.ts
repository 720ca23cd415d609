import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { writeTinyCifar } from "../../../test/tiny-cifar.ts";
import { findAccuracyData, openAccuracyData, parseDataPath } from "./open-accuracy-data.ts";

let folder = "";
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeTinyCifar(folder, 3);
});

test("reads cifar10, cifar10:PATH and a path", () => {
  expect(parseDataPath("cifar10")).toBeUndefined();
  expect(parseDataPath("cifar10:")).toBeUndefined();
  expect(parseDataPath("cifar10:/data/cifar")).toBe(path.resolve("/data/cifar"));
  expect(parseDataPath("cifar10:~/cifar")).toBe(path.join(homedir(), "cifar"));
  expect(parseDataPath("data/cifar-10-binary.tar.gz")).toBe(path.resolve("data/cifar-10-binary.tar.gz"));
  expect(() => parseDataPath("cifar100:/data")).toThrow(
    'Expected cifar10, cifar10:PATH or the path of CIFAR-10\'s binary files, got "cifar100:/data"',
  );
  expect(() => parseDataPath("")).toThrow(RangeError);
});

test("digests images and labels, those that are used alone", async () => {
  const { train, test: held, sha256 } = await openAccuracyData(await findAccuracyData(folder), 4);
  expect([train.length, held.length]).toEqual([4, 3]);
  const hash = createHash("sha256");
  const parts = [
    [
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
    ],
    [
      ["test", 0],
      ["test", 1],
      ["test", 2],
    ],
  ] as const;
  for (const part of parts) {
    const labels = [];
    for (const [file, index] of part) {
      const name = file === "test" ? "test_batch.bin" : `data_batch_${file}.bin`;
      const record = (await readFile(path.join(folder, name))).subarray(3073 * index, 3073 * (index + 1));
      labels.push(record[0] ?? 255);
      for (let pixel = 0; pixel < 1024; pixel++) {
        hash.update(Uint8Array.of(...[1, 1025, 2049].map((channel) => record[channel + pixel] ?? 0)));
      }
    }
    hash.update(Uint8Array.from(labels));
  }
  expect(sha256).toBe(hash.digest("hex"));
  expect((await openAccuracyData(folder, null)).sha256).not.toBe(sha256);
});

test("refuses more images than there are, and a folder without them", async () => {
  await expect(openAccuracyData(folder, 16)).rejects.toThrow("--train-images must be at most 15, got 16");
  await expect(openAccuracyData(path.join(folder, "none"), null)).rejects.toThrow(/expected CIFAR-10's binary files/);
});

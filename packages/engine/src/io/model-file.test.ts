import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readModelFile, readModelJson } from "./model-file.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-model-file-"));
  file = path.join(folder, "model.json");
});
afterEach(() => rm(folder, { recursive: true }));

test("a file is read whole, up to a limit that the error names", async () => {
  await writeFile(file, '{"a":1}');
  expect(await readModelJson(file, "a model")).toEqual({ a: 1 });
  expect((await readModelFile(file, "weights", 7)).length).toBe(7);
  await expect(readModelFile(file, "weights", 6)).rejects.toThrow(
    `${file}: expected weights, and can't read it (it has 7 bytes, at most 6 are read). Name another file.`,
  );
});

test("what is missing, a folder or a pipe is named with what to do", async () => {
  await expect(readModelFile(file, "weights")).rejects.toThrow(`${file}: expected weights, found no such file.`);
  await expect(readModelFile(folder, "weights")).rejects.toThrow(/it is a folder\). Name the file in it/);
});

test("a pipe that nobody writes into is not waited for", async () => {
  execFileSync("mkfifo", [file]);
  await expect(readModelFile(file, "weights")).rejects.toThrow(/it is a pipe or a device, no file/);
});

import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { replaceFile } from "./replace-file.ts";
import { replaceFolder } from "./replace-folder.ts";
import { replaceWhole } from "./replace-whole.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-whole-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes a folder of two files, one of them deeper. */
async function writeFolder(target: string, text: string): Promise<void> {
  await mkdir(path.join(target, "deep"), { recursive: true });
  await writeFile(path.join(target, "a.txt"), text);
  await writeFile(path.join(target, "deep", "b.txt"), text);
}

test("makes a file, and replaces one", async () => {
  for (const text of ["first", "second"]) {
    await replaceWhole(at("model.onnx"), (partial) => writeFile(partial, text));
    expect(await readFile(at("model.onnx"), "utf8")).toBe(text);
  }
  expect(await readdir(folder)).toEqual(["model.onnx"]);
});

test("makes a folder, and replaces one that holds more", async () => {
  await replaceWhole(at("site"), (partial) => writeFolder(partial, "first"));
  await writeFile(at("site", "old.txt"), "of the first");
  await replaceWhole(at("site"), (partial) => writeFolder(partial, "second"));
  expect((await readdir(at("site"))).sort()).toEqual(["a.txt", "deep"]);
  expect(await readFile(at("site", "deep", "b.txt"), "utf8")).toBe("second");
  expect(await readdir(folder)).toEqual(["site"]);
});

test("shows nothing of the new one, and keeps the old one, when writing fails", async () => {
  await replaceWhole(at("site"), (partial) => writeFolder(partial, "first"));
  const write = replaceWhole(at("site"), async (partial) => {
    await writeFolder(partial, "second");
    expect(await readFile(at("site", "a.txt"), "utf8")).toBe("first");
    throw new Error("the disk is full");
  });
  await expect(write).rejects.toThrow("the disk is full");
  expect(await readFile(at("site", "a.txt"), "utf8")).toBe("first");
  expect(await readdir(folder)).toEqual(["site"]);
});

test("removes folders that dead writers have left", async () => {
  let left = "";
  await replaceWhole(at("site"), async (partial) => {
    left = partial.replace(/-\d+-\d+\.partial$/, "-999999999-1.partial");
    await writeFolder(left, "half");
    await writeFolder(partial, "whole");
  });
  expect(left).not.toBe("");
  expect(await readdir(folder)).toEqual(["site"]);
});

test("removes what a writer left that was killed while it made a part of the whole", async () => {
  let left = "";
  await replaceWhole(at("site"), async (partial) => {
    const dead = partial.replace(/-\d+-\d+\.partial$/, "-999999999-1.partial");
    left = `${dead}.${path.basename(dead).replace(/^site\./, "")}`;
    await writeFolder(left, "half");
    await writeFolder(partial, "whole");
  });
  expect(left).toMatch(/site\..*\.partial\..*\.partial$/);
  expect(await readdir(folder)).toEqual(["site"]);
});

test("brings each file and folder to the disk once, those too that are replaced inside of it", async () => {
  const handle = await open(folder, "r");
  const sync = vi.spyOn(Object.getPrototypeOf(handle), "sync");
  await handle.close();
  await replaceWhole(at("site"), (partial) =>
    replaceFolder(partial, async (inner) => {
      await replaceFile(path.join(inner, "a.txt"), (file) => file.writeFile("a"));
      await replaceFile(path.join(inner, "b.txt"), (file) => file.writeFile("b"));
      expect(sync).not.toHaveBeenCalled();
    }),
  );
  // Two files, their folder, and the one that it lies in.
  expect(sync).toHaveBeenCalledTimes(4);
  sync.mockRestore();
  expect((await readdir(at("site"))).sort()).toEqual(["a.txt", "b.txt"]);
  expect(await readdir(folder)).toEqual(["site"]);
});

import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CheckpointError } from "@tresnet/checkpoints";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFolder } from "./write-folder.ts";

let parent = "";
let folder = "";
beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "tresnet-folder-"));
  folder = path.join(parent, "model");
});
afterEach(() => rm(parent, { recursive: true }));

const write = (partial: string) => writeFile(path.join(partial, "config.json"), "{}");

test("overwrites nothing, unless it is forced to", async () => {
  await mkdir(folder);
  await writeFile(path.join(folder, "thesis.tex"), "all of it");
  await expect(writeFolder(folder, {}, write)).rejects.toThrow(
    `${folder}: expected a new folder or an empty one, and it holds something. Choose another, or replace it with force.`,
  );
  expect(await readdir(folder)).toEqual(["thesis.tex"]);
  await writeFolder(folder, { force: true }, write);
  expect(await readdir(folder)).toEqual(["config.json"]);
});

test("a folder that comes up meanwhile stays, too", async () => {
  const slow = async (partial: string) => {
    await write(partial);
    await mkdir(folder);
    await writeFile(path.join(folder, "other"), "");
  };
  await expect(writeFolder(folder, {}, slow)).rejects.toThrow("and it holds something");
  expect(await readdir(folder)).toEqual(["other"]);
});

test("errors name the folder that was asked for, not the one that was written into", async () => {
  const failing = async (partial: string) => {
    throw new CheckpointError(`${partial}/model.safetensors was not written: float16 ends at ±65504`);
  };
  await expect(writeFolder(folder, {}, failing)).rejects.toThrow(`${folder}/model.safetensors was not written`);
  expect(await readdir(parent)).toEqual([]);
});

test("a full disk and a forbidden place are told in words", async () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
  for (const error of [full, new CheckpointError("was not written", { cause: full })]) {
    await expect(writeFolder(folder, {}, () => Promise.reject(error))).rejects.toThrow(
      `${folder}: expected room to write, and the disk is full. Nothing was kept. Free some space.`,
    );
  }
  await writeFile(path.join(parent, "file"), "");
  await expect(writeFolder(path.join(parent, "file", "model"), {}, write)).rejects.toThrow(
    /expected a place that can be written to, and it can't \(E(NOTDIR|EXIST)\)/,
  );
});

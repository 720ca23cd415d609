import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { replaceFolder } from "./replace-folder.ts";

let parent = "";
let folder = "";
beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "tresnet-replace-"));
  folder = path.join(parent, "model");
});
afterEach(() => rm(parent, { recursive: true }));

const filled = (text: string) => async (partial: string) => {
  await mkdir(path.join(partial, "onnx"));
  await writeFile(path.join(partial, "onnx", "a.onnx"), text);
};
const text = () => readFile(path.join(folder, "onnx", "a.onnx"), "utf8");

test("makes a folder, and those above it, and leaves nothing else behind", async () => {
  folder = path.join(parent, "deep", "model");
  await replaceFolder(`${folder}/`, filled("new"));
  expect(await text()).toBe("new");
  expect(await readdir(path.dirname(folder))).toEqual(["model"]);
});

test("takes an empty folder, and no other one", async () => {
  await mkdir(folder);
  await replaceFolder(folder, filled("first"));
  await expect(replaceFolder(folder, filled("second"))).rejects.toMatchObject({
    code: expect.stringMatching(/ENOTEMPTY|EEXIST/),
  });
  expect(await text()).toBe("first");
  expect(await readdir(parent)).toEqual(["model"]);
});

test("replaces by force all that was there, once the new one is whole", async () => {
  await replaceFolder(folder, filled("old"));
  await writeFile(path.join(folder, "beside"), "");
  const write = async (partial: string) => {
    await filled("new")(partial);
    expect(await text()).toBe("old");
  };
  await replaceFolder(folder, write, { force: true });
  expect(await text()).toBe("new");
  expect(await readdir(folder)).toEqual(["onnx"]);
  expect(await readdir(parent)).toEqual(["model"]);
});

test("replaces by force a file of the name", async () => {
  await writeFile(folder, "a file");
  await replaceFolder(folder, filled("new"), { force: true });
  expect(await text()).toBe("new");
  expect(await readdir(parent)).toEqual(["model"]);
});

test("keeps what was there, and nothing else, when writing fails", async () => {
  await replaceFolder(folder, filled("old"));
  const write = async (partial: string) => {
    await filled("half")(partial);
    throw new Error("the disk is full");
  };
  await expect(replaceFolder(folder, write, { force: true })).rejects.toThrow("the disk is full");
  expect(await text()).toBe("old");
  expect(await readdir(parent)).toEqual(["model"]);
});

test("a process that is killed while it writes leaves no folder of the name, and the next one cleans up", async () => {
  const module = JSON.stringify(pathToFileURL(path.join(import.meta.dirname, "replace-folder.ts")).href);
  const program = `const { replaceFolder } = await import(${module});
    const { writeFile } = await import("node:fs/promises");
    await replaceFolder(${JSON.stringify(folder)}, async (partial) => {
      await writeFile(partial + "/half", "");
      process.kill(process.pid, "SIGKILL");
    });`;
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const args = ["--conditions=@tresnet/source", "--import", tsx, "--input-type=module", "--eval", program];
  expect(spawnSync(process.execPath, args).signal).toBe("SIGKILL");
  expect(await readdir(parent)).toEqual([expect.stringMatching(/^model\..*\.partial$/)]);
  await replaceFolder(folder, filled("new"));
  expect(await readdir(parent)).toEqual(["model"]);
});

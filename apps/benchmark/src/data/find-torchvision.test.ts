import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findTorchvision } from "./find-torchvision.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-torchvision-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A PyTorch that is there, run by a program that ends with this code. */
async function pythonThatEndsWith(exitCode: number) {
  const python = path.join(folder, `python-${exitCode}.sh`);
  await writeFile(python, `#!/bin/sh\nexit ${exitCode}\n`);
  await chmod(python, 0o755);
  return { present: true, python, versions: { torch: "2" }, compiler: null } as const;
}

test("is PyTorch's Python where that has torchvision", async () => {
  const pytorch = await pythonThatEndsWith(0);
  expect(await findTorchvision(pytorch)).toEqual(pytorch);
});

test("says what to install where it has not", async () => {
  const pytorch = await pythonThatEndsWith(1);
  const reason = expect.stringMatching(/python-1\.sh has PyTorch, but not torchvision.*Install torchvision==\d/);
  expect(await findTorchvision(pytorch)).toEqual({ present: false, reason });
});

test("passes on why there is no PyTorch", async () => {
  const absent = { present: false, reason: "not installed." } as const;
  expect(await findTorchvision(absent)).toBe(absent);
});

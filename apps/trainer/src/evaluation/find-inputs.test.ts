import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findInputs } from "./find-inputs.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-inputs-"));
  await writeFile(path.join(folder, "a.png"), "");
  execFileSync("mkfifo", [path.join(folder, "b.png")]);
});
afterAll(() => rm(folder, { recursive: true }));

test("neither a folder, a glob nor a name gives a named pipe", async () => {
  expect(await findInputs([path.join(folder, "*.png")])).toEqual([path.join(folder, "a.png")]);
  expect(await findInputs([folder])).toEqual([path.join(folder, "a.png")]);
  await expect(findInputs([path.join(folder, "b.png")])).rejects.toThrow(/there is no such file/);
});

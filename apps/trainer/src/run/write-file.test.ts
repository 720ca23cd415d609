import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFileAtomically } from "./write-file.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-write-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("replaces a file and leaves nothing else behind", async () => {
  const file = path.join(folder, "a.json");
  await writeFileAtomically(file, "old");
  await writeFileAtomically(file, "new");
  expect(await readFile(file, "utf8")).toBe("new");
  expect(await readdir(folder)).toEqual(["a.json"]);
});

test("leaves nothing behind when it fails", async () => {
  await expect(writeFileAtomically(folder, "text")).rejects.toThrow();
  expect((await readdir(path.dirname(folder))).filter((name) => name.startsWith(`${path.basename(folder)}.`))).toEqual(
    [],
  );
});

import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findInputs } from "./find-inputs.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-inputs-"));
  await writeFile(path.join(folder, "a.png"), "");
  execFileSync("mkfifo", [path.join(folder, "b.png")]);
});
afterAll(() => rm(folder, { recursive: true }));

const filesOf = async (input: string) => (await findInputs([input])).files;

test("neither a folder, a glob nor a name gives a named pipe", async () => {
  expect(await filesOf(path.join(folder, "*.png"))).toEqual([path.join(folder, "a.png")]);
  expect(await filesOf(folder)).toEqual([path.join(folder, "a.png")]);
  await expect(findInputs([path.join(folder, "b.png")])).rejects.toThrow(/there is no such file/);
});

describe("folders and globs", () => {
  const at = (name: string) => path.join(folder, "mixed", name);
  beforeAll(async () => {
    await mkdir(path.join(folder, "mixed"));
    const picture = sharp({ create: { width: 4, height: 4, channels: 3, background: "red" } });
    for (const name of ["noend", "photo.jpg.1"]) await writeFile(at(name), await picture.clone().png().toBuffer());
    await writeFile(at("notes.txt"), "some words");
    await writeFile(at("phone.heic"), "\0\0\0\x18ftypheic\0\0\0\0mif1heic");
  });

  test("give what can be decoded whatever its ending, and tell what was passed over", async () => {
    for (const input of [path.join(folder, "mixed"), at("*")]) {
      const { files, notice } = await findInputs([input]);
      expect(files).toEqual([at("noend"), at("photo.jpg.1")]);
      expect(notice).toBe(
        `${input}: passed over 1 .txt file (${at("notes.txt")}), 1 HEIC picture (${at("phone.heic")}).`,
      );
    }
  });

  test("without an image are refused with what is there", async () => {
    await expect(findInputs([at("*.heic")])).rejects.toThrow(
      /\*\.heic: expected a glob that matches images, got none \(passed over: 1 HEIC picture \(.*phone\.heic\)\)/,
    );
  });
});

import { execFileSync } from "node:child_process";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readWhole, readWholeSync } from "./read-whole.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-whole-"));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);

describe("readWhole", () => {
  test("gives the bytes of a file up to its limit", async () => {
    await writeFile(at("file"), "12345678");
    expect(String(await readWhole(at("file"), { mostBytes: 8 }))).toBe("12345678");
    expect(String(readWholeSync(at("file"), { mostBytes: 8 }))).toBe("12345678");
    await expect(readWhole(at("file"), { mostBytes: 7 })).rejects.toThrow("it has 8 bytes, at most 7 are read");
  });

  test("refuses a file of 3 GB without reading it", async () => {
    await writeFile(at("large"), "");
    await truncate(at("large"), 3e9);
    expect(() => readWholeSync(at("large"), { mostBytes: 100 })).toThrow("it has 3000000000 bytes");
    await expect(readWhole(at("large"), { mostBytes: 100 })).rejects.toThrow("it has 3000000000 bytes");
  });

  test("names what is no file, and does not wait for who writes into a pipe", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    await expect(readWhole(at("pipe"), { mostBytes: 8 })).rejects.toThrow("it is a pipe or a device, no file");
    expect(() => readWholeSync(at("pipe"), { mostBytes: 8 })).toThrow("it is a pipe or a device, no file");
    await expect(readWhole("/dev/zero", { mostBytes: 8 })).rejects.toThrow("it is a pipe or a device, no file");
    await expect(readWhole(folder, { mostBytes: 8 })).rejects.toThrow("it is a folder");
    await expect(readWhole(at("none"), { mostBytes: 8 })).rejects.toThrow("ENOENT");
  });

  test("reads a pipe where it is asked to, no further than its limit", async () => {
    execFileSync("mkfifo", [at("taken")]);
    const taken = (mostBytes: number) => readWhole(at("taken"), { mostBytes, takesPipes: true });
    const [first] = await Promise.all([taken(4), writeFile(at("taken"), "1234")]);
    expect(String(first)).toBe("1234");
    await Promise.all([
      expect(taken(3)).rejects.toThrow("it has more than the 3 bytes that are read"),
      writeFile(at("taken"), "1234"),
    ]);
  });
});

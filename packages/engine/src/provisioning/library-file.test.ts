import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tinyElf, tinyMachO } from "../../test/provisioning/tiny-elf.ts";
import { inspectLibrary } from "./library-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-library-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What is read from a file with these bytes. */
async function inspect(bytes: Uint8Array | string) {
  const file = path.join(folder, "library");
  await writeFile(file, bytes);
  return inspectLibrary(file);
}

test("reads processor, size and the lack of CUDA from an ELF file", async () => {
  const elf = tinyElf({ arch: "arm64" });
  expect(await inspect(elf)).toEqual({ arch: "arm64", expectedBytes: elf.length, bytes: elf.length, cuda: false });
});

test("knows a CUDA build by where it looks for libraries", async () => {
  const elf = tinyElf({ arch: "x64", runPath: "$ORIGIN/:$ORIGIN/../nvidia/cudnn/lib" });
  expect(await inspect(elf)).toMatchObject({ arch: "x64", cuda: true });
});

test("tells how long a cut-off file should be, even with its tables gone", async () => {
  const elf = tinyElf();
  for (const kept of [elf.length - 1, 100, 64]) {
    expect(await inspect(elf.subarray(0, kept))).toMatchObject({ expectedBytes: elf.length, bytes: kept });
  }
});

test("reads processor and size from a Mach-O file, whole or cut off", async () => {
  const library = tinyMachO(300);
  expect(await inspect(library)).toEqual({ arch: "arm64", expectedBytes: 300, bytes: 300, cuda: false });
  expect(await inspect(library.subarray(0, 200))).toMatchObject({ expectedBytes: 300, bytes: 200 });
});

test("does not ask for the gigabytes that a broken header promises", async () => {
  const elf = tinyElf();
  elf.writeUInt16LE(0xffff, 58);
  elf.writeUInt16LE(0xffff, 60);
  const found = await inspect(elf);
  expect(found?.expectedBytes).toBeGreaterThan(elf.length);
});

test.each([["text".repeat(40)], [""], ["\x7fELF"]])("is no library: %j", async (content) => {
  expect(await inspect(content)).toBeUndefined();
});

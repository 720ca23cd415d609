import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { strToU8, type Zippable, zipSync } from "fflate";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256 } from "../../../test/provisioning/tiny-wheel.ts";
import { openUnpacked, openZip, type WheelContents } from "./wheel-contents.ts";
import { writeEntries } from "./write-entries.ts";

// Larger than every buffer on the way, and each part of it different.
const large = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * index) % 251));
const zipped: Zippable = {
  "a/deflated.bin": large,
  "a/stored.bin": [large, { level: 0 }],
  "a/empty.txt": strToU8(""),
  "bin/tool": [strToU8("#!/bin/sh\n"), { os: 3, attrs: 0o100744 << 16 }],
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-contents-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The zip, opened. */
async function opened(): Promise<WheelContents> {
  const file = path.join(folder, "some.whl");
  await writeFile(file, zipSync(zipped));
  return openZip(file);
}

test("streams deflated, stored and empty entries as they were", async () => {
  const { entries, close } = await opened();
  const contents = await Promise.all(
    entries.map(async ({ name, open }) => [name, sha256(await buffer(await open()))] as const),
  );
  close();
  expect(new Map(contents)).toEqual(
    new Map([
      ["a/deflated.bin", sha256(large)],
      ["a/stored.bin", sha256(large)],
      ["a/empty.txt", sha256("")],
      ["bin/tool", sha256("#!/bin/sh\n")],
    ]),
  );
});

test("what was a program stays one, from the zip and from an unpacked folder", async () => {
  const { entries, close } = await opened();
  const chosen = entries.map((entry) => ({ entry, target: entry.name }));
  await writeEntries(chosen, path.join(folder, "first"));
  close();
  const unpacked = await openUnpacked(path.join(folder, "first"));
  await writeEntries(
    unpacked.entries.map((entry) => ({ entry, target: entry.name })),
    path.join(folder, "second"),
  );
  for (const copy of ["first", "second"]) {
    expect((await stat(path.join(folder, copy, "bin/tool"))).mode & 0o111).toBe(0o111);
    expect((await stat(path.join(folder, copy, "a/stored.bin"))).mode & 0o111).toBe(0);
    expect(sha256(await readFile(path.join(folder, copy, "a/deflated.bin")))).toBe(sha256(large));
  }
});

test("an abort while several entries are read ends in the signal's reason, and in nothing else", async () => {
  const { entries, close } = await opened();
  const controller = new AbortController();
  const onBytes = () => controller.abort(new Error("Ctrl-C"));
  const chosen = entries.map((entry) => ({ entry, target: entry.name }));
  const writing = writeEntries(chosen, path.join(folder, "out"), { signal: controller.signal, onBytes });
  await expect(writing).rejects.toThrow("Ctrl-C");
  close();
});

test("refuses a compression that Node cannot undo", async () => {
  const file = path.join(folder, "odd.whl");
  const bytes = zipSync({ "a.txt": strToU8("a") });
  const central = Buffer.from(bytes).indexOf("PK\x01\x02", 0, "latin1");
  bytes[central + 10] = 12; // bzip2
  await writeFile(file, bytes);
  const odd = await openZip(file);
  await expect(odd.entries[0]?.open()).rejects.toMatchObject({ code: "broken-wheel" });
  odd.close();
});

import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { create } from "tar";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../../test/temporary-folder.ts";
import { tarEntry } from "../../../test/write-tar.ts";
import { DataError } from "../../errors.ts";
import { extractTar } from "./extract-tar.ts";
import { type TarCounts, tarEntries } from "./tar-entries.ts";

let folder = "";
let archive = "";
beforeEach(async () => {
  folder = await temporaryFolder();
  archive = path.join(folder, "a.tar");
});

/** Reads an archive of these bytes: paths and sizes of files, paths of folders. */
async function entriesOf(bytes: Uint8Array, counts: TarCounts = { bytes: 0, operations: 0 }): Promise<string[]> {
  await writeFile(archive, bytes);
  const found: string[] = [];
  for await (const { kind, parts, size } of tarEntries(archive, { counts })) {
    found.push(`${parts.join("/")}${kind === "folder" ? "/" : ` ${size}`}`);
  }
  return found;
}

const end = Buffer.alloc(1024);

describe("extractTar", () => {
  test.each([
    ["gzipped", { gzip: true, noPax: false }],
    ["plain", { gzip: false, noPax: false }],
    ["with the paths of ustar alone", { gzip: true, noPax: true }],
  ])("unpacks what tar packed, %s", async (_, options) => {
    const long = `${"deep/".repeat(30)}${"n".repeat(90)}.txt`;
    const source = path.join(folder, "source");
    const contents = "x".repeat(3000);
    const names = options.noPax ? ["ä.txt", "empty"] : ["ä.txt", "empty", long];
    for (const name of names) await writeAt(path.join(source, name), name === "empty" ? "" : contents);
    await create({ file: archive, cwd: source, ...options }, await readdir(source));
    const target = path.join(folder, "target");
    await extractTar(archive, target);
    for (const name of names) {
      expect(await readFile(path.join(target, name), "utf8")).toBe(name === "empty" ? "" : contents);
    }
  });

  test("an abort stops it", async () => {
    await writeFile(archive, Buffer.concat([tarEntry("a", "0", "a"), end]));
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(extractTar(archive, folder, { signal })).rejects.toThrow("enough");
  });
});

describe("tarEntries", () => {
  test("passes links and devices over, and takes old and long names", async () => {
    const bytes = Buffer.concat([
      tarEntry("./", "5"),
      tarEntry("folder/", "\0"),
      tarEntry("old", "\0", "abc"),
      tarEntry("link", "2"),
      tarEntry("pipe", "6"),
      tarEntry("everything", "g", "11 path=no\n"),
      tarEntry("././@LongLink", "L", `${"long/".repeat(40)}name\0`),
      tarEntry("short", "0", "12345"),
      tarEntry("more", "x", "18 path=other/one\n10 size=2\n"),
      tarEntry("another", "0", "12"),
      end,
    ]);
    expect(await entriesOf(bytes)).toEqual(["folder/", "old 3", `${"long/".repeat(40)}name 5`, "other/one 2"]);
  });

  const damaged = tarEntry("a", "0", "abc");
  damaged[0] = 0x62;
  test.each<[string, Buffer, RegExp]>([
    ["a web page", Buffer.from("<!doctype html>".padEnd(2000)), /expected an archive made by tar, got a header whose/],
    ["nothing", Buffer.alloc(0), /at least one entry, got none/],
    ["zeros", end, /at least one entry, got none/],
    ["a changed header", damaged, /a header whose checksum is wrong/],
    ["a cut header", tarEntry("a", "0", "abc").subarray(0, 300), /its end in the middle of a header/],
    ["cut contents", tarEntry("a", "0", "abc").subarray(0, 514), /its end in the middle of an entry/],
    ["a way out", tarEntry("photos/../../a", "0", "abc"), /one that leads out of it/],
    ["an absolute path", tarEntry("/etc/a", "0", "abc"), /one that leads out of it/],
    ["a zero in a path", Buffer.concat([tarEntry("x", "x", "12 path=a\0b\n"), tarEntry("a", "0")]), /leads out of it/],
    ["records that are none", tarEntry("x", "x", "99 path=a\n"), /records about an entry, got damaged ones/],
    ["a record without end", tarEntry("x", "x", "5 =a\n5 =a"), /records about an entry, got damaged ones/],
    [
      "a great record",
      tarEntry("x", "x", "", 2 ** 30),
      /at most 65536 bytes about an entry, got a record of 1073741824/,
    ],
    ["a great name", tarEntry("x", "L", "", 2 ** 33 - 1), /at most 65536 bytes about an entry/],
    ["a long path", Buffer.concat([tarEntry("x", "L", "a/".repeat(2500)), tarEntry("a", "0")]), /at most 4096 bytes/],
    ["cut gzip", gzipSync(tarEntry("a", "0", "abc")).subarray(0, 60), /does not unpack \(unexpected end of file\)/],
  ])("refuses %s, naming the archive", async (_, bytes, message) => {
    const reading = entriesOf(bytes);
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(`${archive}: expected`);
  });

  test("records of the largest size cost no more than their bytes, however many", async () => {
    const record = tarEntry("x", "x", `65536 ${"a".repeat(65_528)}=\n`);
    const counts = { bytes: 0, operations: 0 };
    const packed = gzipSync(Buffer.concat([...Array.from({ length: 200 }, () => record), tarEntry("a", "0"), end]));
    expect(packed.length).toBeLessThan(100_000);
    expect(await entriesOf(packed, counts)).toEqual(["a 0"]);
    expect(counts).toEqual({ bytes: 200 * record.length + 1024, operations: 201 });
  });
});

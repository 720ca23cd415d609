/** Tar archives: plain and gzipped, long names, records of pax, links. */
import { gzipSync } from "node:zlib";
import { DataError } from "../../../../packages/data/src/errors.ts";
import { tarEntries } from "../../../../packages/data/src/files/tar/tar-entries.ts";
import { tarEntry } from "../../../../packages/data/test/write-tar.ts";
import type { FuzzFormat } from "../format.ts";

export const tar: FuzzFormat = {
  name: "tar",
  ending: ".tar.gz",
  seeds: async () => [archive, gzipSync(archive)],
  async read(file, costs) {
    for await (const { kind, parts, size, pieces } of tarEntries(file, { counts: costs })) {
      if (parts.includes("..") || parts.length === 0) throw new Error(`an entry at ${parts.join("/")}`);
      let bytes = 0;
      if (kind === "file") for await (const piece of pieces()) bytes += piece.length;
      if (kind === "file" && bytes !== size) throw new Error(`${bytes} bytes of a file of ${size}`);
    }
  },
  isNamed: (error) => error instanceof DataError,
  // What is gzipped unpacks to a thousand times its bytes; an entry has a block of its own.
  limits: (fileBytes) => ({ bytes: 1100 * fileBytes + 1024, operations: 1 + (1100 * fileBytes) / 512 }),
};

const archive = Buffer.concat([
  tarEntry("folder/", "5"),
  tarEntry("folder/a.txt", "0", "contents of a file"),
  tarEntry("././@LongLink", "L", `${"long/".repeat(30)}name\0`),
  tarEntry("short", "0", "12345".repeat(200)),
  tarEntry("everything", "g", "11 path=no\n"),
  tarEntry("more", "x", "18 path=other/one\n10 size=2\n"),
  tarEntry("another", "0", "12"),
  tarEntry("link", "2"),
  Buffer.alloc(1024),
]);

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import path from "node:path";
import { create } from "tar";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../test/temporary-folder.ts";
import { unpackArchive } from "./unpack-archive.ts";

let folder = "";
let server: Server;
let served = Buffer.alloc(0);

beforeEach(async () => {
  folder = await temporaryFolder();
  server = createServer((_, response) => response.end(served));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Serves an archive of one file, `prefix`/inside.txt. */
async function serve(prefix: string) {
  await writeAt(path.join(folder, "source", "inside.txt"), "contents");
  const file = path.join(folder, "served.tgz");
  await create({ file, gzip: true, cwd: path.join(folder, "source"), prefix }, ["inside.txt"]);
  served = await readFile(file);
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("expected a port");
  const sha256 = createHash("sha256").update(served).digest("hex");
  return { url: `http://127.0.0.1:${address.port}/pictures.tgz`, sha256 };
}

test("two that want the same archive at once both get it, and nothing is left beside it", async () => {
  const remote = await serve("deep");
  const target = path.join(folder, "cache", "pictures");
  await Promise.all([unpackArchive(remote, target), unpackArchive(remote, target)]);
  expect(await readFile(path.join(target, "deep", "inside.txt"), "utf8")).toBe("contents");
  expect(await readdir(path.join(folder, "cache"))).toEqual(["pictures"]);
});

test("what the system refuses to write costs no second download", async () => {
  const remote = await serve("n".repeat(300)); // longer than file systems take
  const target = path.join(folder, "cache", "pictures");
  await expect(unpackArchive(remote, target)).rejects.toThrow(
    /pictures\.tgz: cannot be unpacked into .*pictures \(ENAMETOOLONG.*\)\. The archive is kept/,
  );
  expect(await readdir(path.join(folder, "cache"))).toEqual(["pictures.tgz"]);
});

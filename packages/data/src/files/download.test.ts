import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import type { FetchEvent } from "@tresnet/files";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { DataError } from "../errors.ts";
import { download } from "./download.ts";

const contents = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 5));
const sha256 = createHash("sha256").update(contents).digest("hex");

let folder = "";
let file = "";
let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let hangUp = () => {};
const onProgress = () => hangUp();
/** The ranges that were asked for. */
let ranges: (string | undefined)[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  file = path.join(folder, "deep", "archive.bin");
  ranges = [];
  hangUp = () => {};
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function url(name = "file"): string {
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("expected a port");
  return `http://127.0.0.1:${address.port}/${name}`;
}

function whole(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-length": contents.length }).end(contents);
}

/** Promises everything, sends the first `bytes`, and hangs up when some of them have arrived. */
function cut(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { "content-length": contents.length });
  response.write(contents.subarray(0, bytes));
  hangUp = () => response.destroy();
}

const leftovers = async () => (await readdir(path.dirname(file))).filter((name) => name !== "archive.bin");

describe("download", () => {
  test("an answer without an end is broken off at the limit, and nothing is kept", async () => {
    answer = (_, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(contents));
      };
      response.on("drain", more);
      more();
    };
    await expect(download({ url: url(), sha256 }, file, { mostBytes: 1_000_000 })).rejects.toThrow(
      /file: expected a file of at most 1,000,000 bytes, and the answer goes on\. Nothing was kept\./,
    );
    expect(await leftovers()).toEqual([]);
  });

  test("fetches the file through redirects, tells how far it is, and fetches it only once", async () => {
    answer = (request, response) => {
      if (request.url === "/file") response.writeHead(302, { location: "/moved" }).end();
      else whole(request, response);
    };
    const events: FetchEvent[] = [];
    await download({ url: url(), sha256 }, file, { onProgress: (event) => events.push(event) });
    expect(Buffer.compare(await readFile(file), contents)).toBe(0);
    expect(events.at(-1)).toEqual({
      phase: "download",
      name: "archive.bin",
      receivedBytes: 300_000,
      totalBytes: 300_000,
    });
    expect(await leftovers()).toEqual([]);
    await download({ url: url(), sha256 }, file);
    expect(ranges).toHaveLength(2);
  });

  test("checks by MD5 where the publisher names nothing else, and shows the terms", async () => {
    answer = whole;
    const md5 = createHash("md5").update(contents).digest("hex");
    const events: FetchEvent[] = [];
    await download({ url: url(), md5, terms: "CC BY 4.0" }, file, { onProgress: (event) => events.push(event) });
    expect(events[0]).toMatchObject({ phase: "download", name: "archive.bin", detail: "CC BY 4.0" });
    await expect(download({ url: url(), md5: "0".repeat(32) }, `${file}.other`)).rejects.toThrow(
      `expected a file with MD5 ${"0".repeat(32)}, got ${md5}. Nothing was kept`,
    );
  });

  test("takes up a cut connection where it broke", async () => {
    answer = (request, response) => {
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
      if (start === 0) return cut(response, 100_000);
      hangUp = () => {};
      const rest = contents.subarray(start);
      const range = `bytes ${start}-${contents.length - 1}/${contents.length}`;
      response.writeHead(206, { "content-length": rest.length, "content-range": range }).end(rest);
    };
    await download({ url: url(), sha256 }, file, { onProgress });
    expect(Buffer.compare(await readFile(file), contents)).toBe(0);
    expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
  });

  test("tries again when the server stumbles", async () => {
    answer = (request, response) => (ranges.length === 1 ? response.writeHead(503).end() : whole(request, response));
    await download({ url: url(), sha256 }, file);
    expect(ranges).toHaveLength(2);
  });

  test("keeps nothing of a wrong file", async () => {
    answer = (_, response) => response.end("something else");
    const failure = download({ url: url(), sha256 }, file);
    await expect(failure).rejects.toThrow(DataError);
    await expect(failure).rejects.toThrow(
      new RegExp(`expected a file with SHA-256 ${sha256}, got [0-9a-f]{64}\\. Nothing was kept`),
    );
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  test("gives up at once when the file is not there", async () => {
    answer = (_, response) => response.writeHead(404).end();
    await expect(download({ url: url(), sha256 }, file)).rejects.toThrow(/expected a file, got HTTP status 404/);
    expect(ranges).toHaveLength(1);
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  test("gives up in the end when the connection is always cut, and says why", async () => {
    answer = (_, response) => cut(response, 10);
    await expect(download({ url: url(), sha256 }, file, { onProgress })).rejects.toThrow(
      /after 4 attempts got 10 bytes \(.+\)\. Check the network/,
    );
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  test("says when nobody answers", async () => {
    const gone = url();
    await new Promise((resolve) => server.close(resolve));
    await expect(download({ url: gone, sha256 }, file)).rejects.toThrow(/after 4 attempts got none \(.*ECONNREFUSED/);
  });

  test("stops when it is told to, and leaves nothing behind", async () => {
    const controller = new AbortController();
    answer = (_, response) => {
      response.writeHead(200, { "content-length": contents.length });
      response.write(contents.subarray(0, 1000));
    };
    const failure = download({ url: url(), sha256 }, file, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await expect(failure).rejects.toThrow("enough");
    expect(await readdir(path.dirname(file))).toEqual([]);
    await expect(download({ url: url(), sha256 }, file, { signal: controller.signal })).rejects.toThrow("enough");
  });

  test("names the folder that cannot be made", async () => {
    await writeFile(path.join(folder, "deep"), "a file in the way");
    await expect(download({ url: url(), sha256 }, file)).rejects.toThrow(/deep/);
  });
});

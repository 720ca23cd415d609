import { createHash } from "node:crypto";
import { link, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { receiveFile } from "./receive-file.ts";
import type { ReceiveFileOptions, ReceiveProgress } from "./receive-options.ts";

const contents = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 5));
const digest = (algorithm: "sha256" | "md5") => createHash(algorithm).update(contents).digest("hex");
const sha256 = { algorithm: "sha256", hex: digest("sha256") } as const;

let folder = "";
let partial = "";
let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
/** Breaks the connection, once some of what it brings has arrived. */
let hangUp = () => {};
/** The ranges that were asked for. */
let ranges: (string | undefined)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-receive-"));
  partial = path.join(folder, "file.partial");
  ranges = [];
  hangUp = () => {};
  answer = inParts(contents.length);
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/** Receives the file with what a test says otherwise. */
async function receive(options: Partial<ReceiveFileOptions> = {}): Promise<void> {
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("expected a port");
  const request = (headers: Readonly<Record<string, string>>, _: number, signal: AbortSignal) =>
    fetch(`http://127.0.0.1:${address.port}/`, { headers, signal });
  await receiveFile({ partial, request, onProgress: () => hangUp(), ...options });
}

/** Knows ranges, and hangs up after so many bytes of each answer. */
function inParts(most: number) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const rest = contents.subarray(start);
    const range = { "content-range": `bytes ${start}-${contents.length - 1}/${contents.length}` };
    response.writeHead(start > 0 ? 206 : 200, { "content-length": rest.length, ...(start > 0 && range) });
    hangUp = rest.length > most ? () => response.destroy() : () => {};
    if (rest.length > most) response.write(rest.subarray(0, most));
    else response.end(rest);
  };
}

/** Promises everything, sends the first `bytes`, and hangs up. */
function cut(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { "content-length": contents.length });
  response.write(contents.subarray(0, bytes));
  hangUp = () => response.destroy();
}

const received = async () => Buffer.compare(await readFile(partial), contents) === 0;
const sizeOf = async () => (await readFile(partial)).length;

test.each([
  ["SHA-256", sha256],
  ["MD5", { algorithm: "md5", hex: digest("md5") } as const],
])("receives a file whole, checks its %s, and tells how far it is", async (_, checksum) => {
  const events: ReceiveProgress[] = [];
  await receive({ bytes: contents.length, checksum, onProgress: (event) => events.push(event) });
  expect(await received()).toBe(true);
  expect(ranges).toEqual([undefined]);
  for (const phase of ["download", "verify"] as const) {
    const last = events.findLast((event) => event.phase === phase);
    expect(last).toEqual({ phase, receivedBytes: contents.length, totalBytes: contents.length });
  }
});

test("goes on where an earlier process stopped", async () => {
  await writeFile(partial, contents.subarray(0, 123_456));
  await receive({ bytes: contents.length, checksum: sha256 });
  expect(await received()).toBe(true);
  expect(ranges).toEqual(["bytes=123456-"]);
});

test("asks for nothing where all of the file is there", async () => {
  await writeFile(partial, contents);
  await receive({ bytes: contents.length, checksum: sha256 });
  expect(ranges).toEqual([]);
});

test("starts over where more is there than the file has", async () => {
  await writeFile(partial, Buffer.concat([contents, contents]));
  await receive({ bytes: contents.length, checksum: sha256 });
  expect(await received()).toBe(true);
  expect(ranges).toEqual([undefined]);
});

test("goes on however often the connection is cut, as long as more arrives", async () => {
  answer = inParts(50_000);
  await receive({ checksum: sha256 });
  expect(await received()).toBe(true);
  expect(ranges.length).toBeGreaterThan(4);
});

test("starts over with a server that knows no ranges", async () => {
  answer = (_, response) => {
    if (ranges.length === 1) return cut(response, 100_000);
    hangUp = () => {};
    response.writeHead(200, { "content-length": contents.length }).end(contents);
  };
  await receive({ checksum: sha256 });
  expect(await received()).toBe(true);
  expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
});

test("takes an answer that ends early for a broken connection where the size is known", async () => {
  answer = (request, response) => {
    if (ranges.length === 1) response.end(contents.subarray(0, 100_000));
    else inParts(contents.length)(request, response);
  };
  await receive({ bytes: contents.length, checksum: sha256 });
  expect(ranges).toEqual([undefined, "bytes=100000-"]);
});

test("gives up after four attempts that bring nothing new, and keeps what came", async () => {
  answer = (_, response) => cut(response, 10);
  await expect(receive()).rejects.toMatchObject({
    name: "ReceiveError",
    problem: { kind: "interrupted", attempts: 4, receivedBytes: 10 },
    cause: expect.any(Error),
  });
  expect(ranges).toHaveLength(4);
  expect(await sizeOf()).toBe(10);
});

test("tries again what the request throws, but for what is final", async () => {
  let count = 0;
  const request = async () => {
    throw new Error(count++ === 0 ? "once more" : "no such file");
  };
  const isFinal = (error: unknown) => error instanceof Error && error.message === "no such file";
  await expect(receive({ request, isFinal })).rejects.toThrow(/^no such file$/);
  expect(count).toBe(2);
});

test("keeps nothing of another file", async () => {
  const other = { algorithm: "sha256", hex: "0".repeat(64) } as const;
  await expect(receive({ checksum: other })).rejects.toMatchObject({
    problem: { kind: "wrong-checksum", expected: other.hex, found: sha256.hex },
    message: expect.stringContaining(`expected a file with sha256 ${other.hex}, got ${sha256.hex}`),
  });
  await expect(receive({ bytes: 1000 })).rejects.toMatchObject({ problem: { kind: "too-long", expectedBytes: 1000 } });
  expect(await readdir(folder)).toEqual([]);
});

test("asks for nothing where the disk has no room", async () => {
  const bytes = 2 ** 53 - 1;
  const problem = { kind: "no-room", folder, neededBytes: bytes, freeBytes: expect.any(Number) };
  await expect(receive({ bytes })).rejects.toMatchObject({ problem });
  expect(ranges).toEqual([]);
});

test("stops when it is told to, and keeps what came", async () => {
  const controller = new AbortController();
  answer = (_, response) => {
    response.writeHead(200, { "content-length": contents.length });
    response.write(contents.subarray(0, 1000));
    hangUp = () => {
      controller.abort(new Error("enough"));
      response.destroy();
    };
  };
  await expect(receive({ signal: controller.signal })).rejects.toThrow("enough");
  expect(await sizeOf()).toBe(1000);
});

test.each([
  ["sends no answer", () => {}, "nothing came for 0.03 s"],
  [
    "answers and sends nothing",
    (_: IncomingMessage, response: ServerResponse) => response.writeHead(200).flushHeaders(),
    "nothing came for 0.03 s",
  ],
  [
    "sends a few bytes and stops",
    (_: IncomingMessage, response: ServerResponse) => response.writeHead(200).write("abc"),
    "nothing came for 0.03 s",
  ],
])("gives up on a server that %s, after four attempts, and says so", async (_, answering, reason) => {
  answer = answering;
  await expect(receive({ limits: { stallMs: 30 } })).rejects.toMatchObject({
    problem: { kind: "interrupted", attempts: 4 },
    cause: { name: "SlowTransferError", message: reason },
  });
  expect(ranges).toHaveLength(4);
});

test("gives up on a server that sends byte after byte for ever", async () => {
  const dripping = new Set<NodeJS.Timeout>();
  answer = (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200);
    const timer = setInterval(() => response.write("x"), 5);
    dripping.add(timer);
    response.on("close", () => clearInterval(timer));
  };
  await expect(receive({ limits: { windowMs: 60, leastBytesPerSecond: 10_000 } })).rejects.toMatchObject({
    problem: { kind: "interrupted", attempts: 4 },
    cause: { message: expect.stringMatching(/^only \d+ bytes came in 0\.06 s, expected at least 600$/) },
  });
  expect(ranges).toHaveLength(4);
});

test("goes on after a stall, where more comes each time", async () => {
  answer = (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const range = { "content-range": `bytes ${start}-${contents.length - 1}/${contents.length}` };
    response.writeHead(start > 0 ? 206 : 200, { "content-length": contents.length - start, ...(start > 0 && range) });
    response.write(contents.subarray(start, start + 50_000)); // and no more
  };
  await receive({ bytes: contents.length, checksum: sha256, limits: { stallMs: 50 } });
  expect(await received()).toBe(true);
  expect(ranges.length).toBeGreaterThan(4);
});

test("takes no more than the limit where the size is not known, and nothing of what announces more", async () => {
  answer = (_, response) => {
    response.writeHead(200);
    const more = () => {
      let isReady = true;
      while (isReady && !response.destroyed) isReady = response.write(contents);
    };
    response.on("drain", more);
    more();
  };
  const problem = { kind: "too-long", expectedBytes: 1_000_000 };
  await expect(receive({ mostBytes: 1_000_000 })).rejects.toMatchObject({ problem });
  expect(ranges).toHaveLength(1);
  answer = (_, response) => response.writeHead(200, { "content-length": 10 ** 15 }).flushHeaders();
  await expect(receive()).rejects.toMatchObject({ problem: { kind: "too-long", expectedBytes: 8 * 2 ** 30 } });
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ["symbolic", symlink],
  ["hard", link],
])("a %s link that lies where the partial file is to be is removed, and not written through", async (_, make) => {
  const target = path.join(folder, "precious");
  await writeFile(target, "precious");
  await make(target, partial);
  await receive({ checksum: sha256 });
  expect(await readFile(target, "utf8")).toBe("precious");
  expect(await received()).toBe(true);
  expect(ranges).toEqual([undefined]);
});

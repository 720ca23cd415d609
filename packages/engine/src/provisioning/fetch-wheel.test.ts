import { existsSync } from "node:fs";
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import type { FetchEvent } from "@tresnet/files";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type FakeMachine, fakeMachine } from "../../test/provisioning/fake-installers.ts";
import { sha256, tinyWheel } from "../../test/provisioning/tiny-wheel.ts";
import { type FetchWheelOptions, fetchWheel } from "./fetch-wheel.ts";

const tiny = tinyWheel();
const extract = (name: string) => (name.startsWith("tiny/data/") ? name.slice("tiny/data/".length) : undefined);
const options: FetchWheelOptions = { destination: "tiny-1.0", extract };

let machine: FakeMachine;
beforeEach(async () => {
  machine = await fakeMachine();
});
afterEach(() => machine.remove());

/** What lies in the cache, temporary and hidden files too. */
const cached = () => readdir(machine.cache).catch(() => []);

describe.each(["addPip", "addUv"] as const)("with %s", (add) => {
  test("fetches the chosen files into the cache, and nothing else", async () => {
    await machine[add]({ deliver: tiny });
    const folder = await fetchWheel(tiny.wheel, options);
    expect(folder).toBe(path.join(machine.cache, "tiny-1.0"));
    expect((await readdir(folder)).sort()).toEqual(["one.txt", "tresnet-manifest.json", "two.txt"]);
    expect(await readFile(path.join(folder, "one.txt"), "utf8")).toBe("one\n".repeat(1000));
    expect(await cached()).toEqual(["tiny-1.0"]);
  });

  test("runs no program when the cache holds the files", async () => {
    await machine[add]({ deliver: tiny });
    await fetchWheel(tiny.wheel, options);
    await fetchWheel(tiny.wheel, options);
    expect(machine.calls()).toHaveLength(1);
  });

  test("asks the installer itself to check the hash", async () => {
    await machine[add]({ deliver: tiny });
    await fetchWheel(tiny.wheel, options);
    expect(machine.calls()[0]).toEqual(expect.arrayContaining(["--require-hashes", "--no-deps"]));
  });

  test("fetches again what has lost a byte in the cache", async () => {
    await machine[add]({ deliver: tiny });
    const folder = await fetchWheel(tiny.wheel, options);
    await truncate(path.join(folder, "one.txt"), 3999);
    await fetchWheel(tiny.wheel, options);
    expect(machine.calls()).toHaveLength(2);
    expect(await readFile(path.join(folder, "one.txt"), "utf8")).toHaveLength(4000);
  });

  test("refuses an unpacked file that is not the pinned one, and keeps nothing", async () => {
    await machine[add]({ deliver: tiny });
    const wheel = { ...tiny.wheel, files: { "tiny/data/one.txt": sha256("other") } };
    await expect(fetchWheel(wheel, options)).rejects.toMatchObject({
      code: "hash-mismatch",
      message: expect.stringContaining(
        `tiny/data/one.txt: expected SHA-256 ${sha256("other")}, got ${sha256("one\n".repeat(1000))}`,
      ),
    });
    expect(await cached()).toEqual([]);
  });

  test("refuses a wheel that lacks a pinned file", async () => {
    await machine[add]({ deliver: tiny });
    const wheel = { ...tiny.wheel, files: { "tiny/data/three.txt": sha256("three") } };
    await expect(fetchWheel(wheel, options)).rejects.toMatchObject({ code: "broken-wheel" });
    expect(await cached()).toEqual([]);
  });

  test.each([
    ["disk-full", "OSError: [Errno 28] No space left on device"],
    ["offline", "NewConnectionError: Failed to establish a new connection: [Errno 111] Connection refused"],
    ["hash-mismatch", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."],
    ["not-on-index", "ERROR: No matching distribution found for tiny==1.0"],
    ["installer-failed", "Traceback (most recent call last): ZeroDivisionError"],
  ])("reports %s in its own words and the installer's, and keeps nothing", async (code, said) => {
    await machine[add]({ fail: said });
    await expect(fetchWheel(tiny.wheel, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(said),
    });
    expect(await cached()).toEqual([]);
  });
});

test("reports every phase, with the bytes that have come", async () => {
  await machine.addPip({ deliver: tiny, waitHalfway: true });
  const events: FetchEvent[] = [];
  const onProgress = (event: FetchEvent) => {
    events.push(event);
    if (event.phase === "download" && event.receivedBytes > 0) void machine.release();
  };
  await fetchWheel(tiny.wheel, { ...options, onProgress });
  expect([...new Set(events.map(({ phase }) => phase))]).toEqual(["search", "download", "verify", "unpack"]);
  const downloaded = events.filter(({ phase }) => phase === "download").map(({ receivedBytes }) => receivedBytes);
  expect(downloaded).toEqual([0, Math.floor(tiny.wheel.bytes / 2), tiny.wheel.bytes]);
  expect(events.at(-1)).toEqual({ phase: "unpack", name: "tiny 1.0", receivedBytes: 4004, totalBytes: 4004 });
});

test("says what to install when there is neither uv nor pip", async () => {
  await expect(fetchWheel(tiny.wheel, options)).rejects.toMatchObject({
    code: "no-installer",
    message: expect.stringMatching(/expected uv or pip .* got neither\. Install/),
  });
  expect(await cached()).toEqual([]);
});

test("turns to uv when pip cannot reach its index", async () => {
  await machine.addPip({ fail: "NewConnectionError: Connection refused" });
  await machine.addUv({ deliver: tiny });
  await fetchWheel(tiny.wheel, options);
  expect(machine.calls().map(([first]) => first)).toEqual(["download", "pip"]);
});

test("a uv without Python gets one that is gone with the temporary files", async () => {
  vi.stubEnv("UV_PYTHON_INSTALL_DIR", undefined);
  await machine.addUv({ deliver: tiny, withoutPython: true });
  await fetchWheel(tiny.wheel, options);
  await machine.addUv({ deliver: tiny });
  await fetchWheel(tiny.wheel, { ...options, destination: "again" });
  expect(machine.pythonFolders()).toEqual([expect.stringContaining(`${machine.cache}/.tiny-1.0.partial-`), null]);
  expect((await cached()).sort()).toEqual(["again", "tiny-1.0"]);
});

test("tells what both installers said when neither can fetch", async () => {
  await machine.addPip({ fail: "ERROR: dns error" });
  await machine.addUv({ fail: "error: No solution found" });
  const error: unknown = await fetchWheel(tiny.wheel, options).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: "offline",
    message: expect.stringMatching(/dns error[\s\S]*No solution found/),
  });
});

test("refuses a wheel that an index slipped in past pip's own check", async () => {
  await machine.addPip({ deliver: { ...tinyWheel({ "tiny/data/one.txt": "evil" }) } });
  await expect(fetchWheel(tiny.wheel, options)).rejects.toMatchObject({ code: "hash-mismatch" });
  expect(await cached()).toEqual([]);
});

test("refuses a zip that is cut off", async () => {
  const data = tiny.data.subarray(0, tiny.data.length - 30);
  const wheel = { ...tiny.wheel, bytes: data.length, sha256: sha256(data) };
  await machine.addPip({ deliver: { data, wheel, files: {} } });
  await expect(fetchWheel(wheel, options)).rejects.toMatchObject({
    code: "broken-wheel",
    message: expect.stringMatching(/^tiny-1\.0-py3-none-any\.whl: expected a whole zip file/),
  });
  expect(await cached()).toEqual([]);
});

test("refuses files that differ from the wheel's own RECORD", async () => {
  await machine.addUv({ deliver: { ...tiny, files: { ...tiny.files, "tiny/data/two.txt": "changed\n" } } });
  await expect(fetchWheel(tiny.wheel, options)).rejects.toMatchObject({ code: "hash-mismatch" });
});

test("refuses to write outside of the folder", async () => {
  await machine.addPip({ deliver: tiny });
  const outward = (name: string) => (name === "tiny/code.py" ? "../escaped.py" : undefined);
  await expect(fetchWheel(tiny.wheel, { ...options, extract: outward })).rejects.toMatchObject({
    code: "broken-wheel",
  });
  expect(existsSync(path.join(machine.cache, "escaped.py"))).toBe(false);
});

test("asks for the space it needs before it downloads", async () => {
  await machine.addPip({ deliver: tiny });
  const wheel = { ...tiny.wheel, unpackedBytes: 1e17 };
  await expect(fetchWheel(wheel, options)).rejects.toMatchObject({
    code: "disk-full",
    message: expect.stringMatching(/expected 100000000000 MB of free disk space, got \d+ MB/),
  });
  expect(machine.calls()).toEqual([]);
});

test("says so when the cache folder cannot be made", async () => {
  await machine.addPip({ deliver: tiny });
  await writeFile(machine.cache, "a file where the folder should be");
  await expect(fetchWheel(tiny.wheel, options)).rejects.toMatchObject({
    code: "cache-unwritable",
    message: expect.stringContaining("TRESNET_CACHE_DIR"),
  });
});

test("aborted, ends the installer and leaves nothing", async () => {
  await machine.addPip({ deliver: tiny, waitHalfway: true });
  const controller = new AbortController();
  const reason = new Error("Ctrl-C");
  const onProgress = ({ phase, receivedBytes }: FetchEvent) => {
    if (phase === "download" && receivedBytes > 0) controller.abort(reason);
  };
  await expect(fetchWheel(tiny.wheel, { ...options, signal: controller.signal, onProgress })).rejects.toBe(reason);
  expect(await cached()).toEqual([]);
  expect(() => process.kill(machine.lastPid(), 0)).toThrow("ESRCH");
});

test("aborted before it starts, does nothing", async () => {
  await machine.addPip({ deliver: tiny });
  await expect(fetchWheel(tiny.wheel, { ...options, signal: AbortSignal.abort(new Error("early")) })).rejects.toThrow(
    "early",
  );
  expect(machine.calls()).toEqual([]);
});

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { noise } from "@tresnet/vitest";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type FakeHub, startFakeHub } from "../../test/fake-hub.ts";
import { downloadFromHub } from "./download-from-hub.ts";
import { hubSettings } from "./hub-settings.ts";

const repository = "timm/tresnet_m.miil_in1k";
const wanted = { repository, file: "model.safetensors" };
const contents = new Uint8Array(noise(50_000, 3).buffer);

let home: string;
let hub: FakeHub;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "tresnet-hub-"));
  hub = await startFakeHub(repository, "model.safetensors", contents);
  vi.stubEnv("HF_HOME", home);
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  const others = ["HF_TOKEN", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"];
  for (const name of [...others, "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH"]) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  await rm(home, { recursive: true, force: true });
});

const folder = () => path.join(home, "hub", "models--timm--tresnet_m.miil_in1k");
const blobs = async () => (await readdir(path.join(folder(), "blobs")).catch(() => [])).sort();

/** The bytes that a download gave. */
async function downloaded(): Promise<Uint8Array> {
  return new Uint8Array(await readFile(await downloadFromHub(wanted)));
}

describe("the cache", () => {
  test("has the layout of Python's huggingface_hub", async () => {
    const file = await downloadFromHub(wanted);
    expect(file).toBe(path.join(folder(), "snapshots", hub.commit, "model.safetensors"));
    expect(await readlink(file)).toBe(path.join("..", "..", "blobs", hub.sha256));
    expect(new Uint8Array(await readFile(file))).toEqual(contents);
    expect(await readFile(path.join(folder(), "refs", "main"), "utf8")).toBe(hub.commit);
    expect(await blobs()).toEqual([hub.sha256]);
    expect(await readdir(path.join(home, "hub", ".locks", path.basename(folder())))).toEqual([]);
  });

  test("what is there is not fetched again", async () => {
    await downloadFromHub(wanted);
    hub.requests.length = 0;
    expect(await downloaded()).toEqual(contents);
    expect(hub.requests.map(({ range }) => range)).toEqual(["bytes=0-0", "bytes=0-0"]);
  });

  test("what Python put there is used", async () => {
    const snapshot = path.join(folder(), "snapshots", hub.commit);
    await mkdir(snapshot, { recursive: true });
    const file = path.join(snapshot, "model.safetensors");
    await writeFile(file, contents);
    expect(await downloadFromHub(wanted)).toBe(file);
    expect(hub.requests.every(({ range }) => range === "bytes=0-0")).toBe(true);
  });

  test("a blob that another commit has already is linked, not fetched", async () => {
    await mkdir(path.join(folder(), "blobs"), { recursive: true });
    await writeFile(path.join(folder(), "blobs", hub.sha256), contents);
    expect(await downloaded()).toEqual(contents);
    expect(hub.requests.every(({ range }) => range === "bytes=0-0")).toBe(true);
  });

  test("a blob that was damaged since it came is fetched anew, by whichever name it is found", async () => {
    const file = await downloadFromHub(wanted);
    const damage = () => writeFile(path.join(folder(), "blobs", hub.sha256), contents.subarray(0, 40_000));
    await damage();
    expect(await downloaded()).toEqual(contents);
    await damage();
    await rm(file);
    expect(await downloaded()).toEqual(contents);
    expect(await blobs()).toEqual([hub.sha256]);
  });

  test("HF_HUB_CACHE moves it", async () => {
    vi.stubEnv("HF_HUB_CACHE", path.join(home, "elsewhere"));
    expect(await downloadFromHub(wanted)).toContain(path.join(home, "elsewhere", "models--timm--"));
  });

  test("HOME without a path puts it into the home that the system knows, not into the folder at hand", async () => {
    for (const name of ["HF_HOME", "XDG_CACHE_HOME", "HOME"]) vi.stubEnv(name, "");
    const { cache } = await hubSettings(hub.endpoint);
    expect(cache).toBe(path.join(userInfo().homedir, ".cache", "huggingface", "hub"));
  });

  test("a commit is a revision too", async () => {
    const file = await downloadFromHub({ ...wanted, revision: hub.commit });
    expect(new Uint8Array(await readFile(file))).toEqual(contents);
    expect(await readdir(folder())).not.toContain("refs");
  });
});

describe("without the network", () => {
  test("HF_HUB_OFFLINE takes what is there, and asks nobody", async () => {
    await downloadFromHub(wanted);
    hub.requests.length = 0;
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    expect(await downloaded()).toEqual(contents);
    expect(hub.requests).toEqual([]);
  });

  test("HF_HUB_OFFLINE and an empty cache is an error that says so", async () => {
    vi.stubEnv("HF_HUB_OFFLINE", "YES");
    await expect(downloadFromHub(wanted)).rejects.toMatchObject({
      code: "offline",
      message: expect.stringMatching(
        /tresnet_m\.miil_in1k\/model\.safetensors: expected it in .* HF_HUB_OFFLINE is set/,
      ),
    });
    expect(hub.requests).toEqual([]);
  });

  test("a damaged file is no file", async () => {
    await downloadFromHub(wanted);
    const blob = path.join(folder(), "blobs", hub.sha256);
    await writeFile(blob, contents.toReversed());
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    await expect(downloadFromHub(wanted)).rejects.toMatchObject({
      code: "hash-mismatch",
      message: expect.stringContaining(`${blob} is damaged. Run again where the hub can be reached`),
    });
    vi.stubEnv("HF_HUB_OFFLINE", undefined);
    vi.stubEnv("HF_ENDPOINT", "http://127.0.0.1:1");
    await expect(downloadFromHub(wanted)).rejects.toMatchObject({ code: "hash-mismatch" });
  });

  test("a hub that is down is no reason to stop when the file is there", async () => {
    await downloadFromHub(wanted);
    hub.faults = { refuse: { status: 503 } };
    expect(await downloaded()).toEqual(contents);
    vi.stubEnv("HF_ENDPOINT", "http://127.0.0.1:1");
    expect(await downloaded()).toEqual(contents);
  });

  test.each([401, 403])("nor is an answer of %d, of an expired token or a proxy", async (status) => {
    await downloadFromHub(wanted);
    hub.faults = { refuse: { status } };
    expect(await downloaded()).toEqual(contents);
  });

  test("a hub that can't be reached is named, and what to do", async () => {
    vi.stubEnv("HF_ENDPOINT", "http://127.0.0.1:1");
    await expect(downloadFromHub(wanted)).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(/from http:\/\/127\.0\.0\.1:1: .*can't be reached .*HF_ENDPOINT to a mirror/),
    });
  });
});

describe("the token", () => {
  test("HF_HUB_DISABLE_IMPLICIT_TOKEN keeps it at home", async () => {
    vi.stubEnv("HF_TOKEN", "secret");
    vi.stubEnv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1");
    expect(await downloaded()).toEqual(contents);
    expect(hub.requests.map(({ authorization }) => authorization)).not.toContain("Bearer secret");
  });

  test("that is saved is found wherever the cache is", async () => {
    await mkdir(path.join(home, "xdg", "huggingface"), { recursive: true });
    await writeFile(path.join(home, "xdg", "huggingface", "token"), "sec\nret\n");
    vi.stubEnv("HF_HOME", "");
    vi.stubEnv("XDG_CACHE_HOME", path.join(home, "xdg"));
    vi.stubEnv("HF_HUB_CACHE", path.join(home, "elsewhere"));
    hub.faults = { token: "secret" };
    expect(await downloaded()).toEqual(contents);
  });

  test("that can be none is not sent, and not printed", async () => {
    vi.stubEnv("HF_TOKEN", "my secret");
    const failed = downloadFromHub(wanted);
    await expect(failed).rejects.toMatchObject({ code: "unauthorized", message: expect.stringMatching(/^HF_TOKEN: /) });
    await expect(failed).rejects.not.toThrow("secret");
    expect(hub.requests).toEqual([]);
  });

  test("HF_TOKEN goes to the hub, and not to where it redirects", async () => {
    hub.faults = { token: "secret" };
    vi.stubEnv("HF_TOKEN", "secret");
    expect(await downloaded()).toEqual(contents);
    const told = (host: string) =>
      new Set(hub.requests.filter((one) => one.host === host).map((one) => one.authorization));
    expect(told("hub")).toEqual(new Set(["Bearer secret"]));
    expect(told("storage")).toEqual(new Set([undefined]));
  });

  test("without HF_TOKEN, the saved one is taken", async () => {
    hub.faults = { token: "saved" };
    await writeFile(path.join(home, "token"), "saved\n");
    expect(await downloaded()).toEqual(contents);
  });

  test("a missing one is a 401 that says so", async () => {
    hub.faults = { token: "secret" };
    await expect(downloadFromHub(wanted)).rejects.toMatchObject({
      code: "unauthorized",
      message: expect.stringMatching(/got 401 \(RepoNotFound\).*set HF_TOKEN/),
    });
  });
});

describe("refusals", () => {
  test.each([
    [403, "GatedRepo", "forbidden", /gated \(403\)\. Ask for access on its page/],
    [403, undefined, "forbidden", /got 403: something on the way forbids it\. Check your proxy/],
    [404, "RepoNotFound", "not-found", /got 404 \(RepoNotFound\)\. Check the names and HF_ENDPOINT/],
    [500, undefined, "unreachable", /got 500\. Try again later/],
    [418, undefined, "bad-answer", /got 418/],
  ])("%i %s", async (status, code, expected, message) => {
    hub.faults = { refuse: code === undefined ? { status } : { status, code } };
    await expect(downloadFromHub(wanted)).rejects.toMatchObject({
      code: expected,
      message: expect.stringMatching(message),
    });
    expect(await blobs()).toEqual([]);
  });

  test("a file and a revision that are not there", async () => {
    await expect(downloadFromHub({ repository, file: "other.bin" })).rejects.toThrow(
      /other\.bin .*404 \(EntryNotFound\)/,
    );
    await expect(downloadFromHub({ ...wanted, revision: "v9" })).rejects.toThrow("404 (RevisionNotFound)");
  });

  test("something that is no hub", async () => {
    hub.faults = { noHeaders: true };
    await expect(downloadFromHub(wanted)).rejects.toMatchObject({
      code: "bad-answer",
      message: expect.stringContaining("expected the hub's answer, got another (no X-Repo-Commit)"),
    });
  });
});

describe("a bad connection", () => {
  test("that is cut goes on where it broke", async () => {
    hub.faults = { cut: { bytes: 70_000, times: 2 } };
    expect(await downloaded()).toEqual(contents);
    const ranges = hub.requests.filter(({ host }) => host === "storage").map(({ range }) => range);
    expect(ranges.slice(0, 2)).toEqual(["bytes=0-0", undefined]);
    // What arrived together with the end of the connection may be lost, and is asked for again.
    for (const range of ranges.slice(2)) expect(range ?? "bytes=0-").toMatch(/^bytes=\d+-$/);
    expect(ranges).toHaveLength(4);
  });

  test("with a server that ignores ranges starts anew", async () => {
    hub.faults = { cut: { bytes: 70_000, times: 1 }, ignoreRanges: true };
    expect(await downloaded()).toEqual(contents);
  });

  test("that never brings anything is an error, and what came before is kept for the next time", async () => {
    await mkdir(path.join(folder(), "blobs"), { recursive: true });
    const partial = path.join(folder(), "blobs", `${hub.sha256}.tresnet.incomplete`);
    await writeFile(partial, contents.subarray(0, 60_000));
    hub.faults = { cut: { bytes: 0, times: 100 } };
    await expect(downloadFromHub(wanted)).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("the connection broke 4 times"),
    });
    expect(await blobs()).toEqual([path.basename(partial)]);
    hub.faults = {};
    hub.requests.length = 0;
    expect(await downloaded()).toEqual(contents);
    expect(hub.requests.at(-1)?.range).toBe("bytes=60000-");
    expect(await blobs()).toEqual([hub.sha256]);
  });

  test("an abort stops it, and leaves what came", async () => {
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error("enough"));
    await expect(downloadFromHub(wanted, { signal: stop.signal, onProgress })).rejects.toThrow("enough");
    expect(await downloaded()).toEqual(contents);
  });
});

describe("the bytes", () => {
  test("are refused when their SHA-256 is another, and nothing is kept", async () => {
    hub.faults = { tampered: contents.map((byte) => byte ^ 1) };
    await expect(downloadFromHub(wanted)).rejects.toMatchObject({
      code: "hash-mismatch",
      message: expect.stringMatching(new RegExp(`expected a file with SHA-256 ${hub.sha256}, got [0-9a-f]{64}`)),
    });
    expect(await blobs()).toEqual([]);
    hub.faults = {};
    expect(await downloaded()).toEqual(contents);
  });

  test("are counted while they come", async () => {
    const seen: string[] = [];
    const received: number[] = [];
    const onProgress = ({
      phase,
      receivedBytes,
      totalBytes,
      name,
    }: {
      phase: string;
      receivedBytes: number;
      totalBytes: number;
      name: string;
    }) => {
      expect([name, totalBytes]).toEqual([repository, contents.length]);
      if (seen.at(-1) !== phase) seen.push(phase);
      received.push(receivedBytes);
    };
    await downloadFromHub(wanted, { onProgress });
    expect(seen).toEqual(["download", "verify"]);
    expect(received[0]).toBe(0);
    expect(received.at(-1)).toBe(contents.length);
  });
});

test("a cache that can't be written is a clear error", async () => {
  const file = path.join(home, "a-file");
  await writeFile(file, "");
  vi.stubEnv("HF_HUB_CACHE", path.join(file, "hub"));
  await expect(downloadFromHub(wanted)).rejects.toMatchObject({
    code: "cache-unwritable",
    message: expect.stringContaining("Correct its permissions, or set HF_HOME to a folder of yours"),
  });
});

test("two processes at once fetch it once, and both have it", async () => {
  const module = JSON.stringify(pathToFileURL(path.join(import.meta.dirname, "download-from-hub.ts")).href);
  const program = `const { downloadFromHub } = await import(${module});
    console.log(await downloadFromHub(${JSON.stringify(wanted)}));`;
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const args = ["--conditions=@tresnet/source", "--import", tsx, "--input-type=module", "--eval", program];
  const run = () => promisify(execFile)(process.execPath, args, { env: process.env });
  const [first, second] = await Promise.all([run(), run()]);
  expect(first.stdout).toBe(second.stdout);
  expect(new Uint8Array(await readFile(first.stdout.trim()))).toEqual(contents);
  expect(hub.requests.filter(({ host, range }) => host === "storage" && range === undefined)).toHaveLength(1);
  expect(await blobs()).toEqual([hub.sha256]);
}, 60_000);

import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type FakeUploadHub, noise, startFakeUploadHub } from "@tresnet/vitest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type UploadFolderOptions, type UploadProgress, uploadFolder } from "./upload-folder.ts";

const repository = "ann/solar-cells";
const weights = new Uint8Array(noise(500_000, 3).buffer);
const onnx = new Uint8Array(noise(20_000, 4).buffer);
const options: UploadFolderOptions = { repository, message: "Upload tresnet_s" };

let folder = "";
let hub: FakeUploadHub;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-upload-"));
  await writeFile(path.join(folder, "config.json"), "{}");
  await writeFile(path.join(folder, "model.safetensors"), weights);
  await mkdir(path.join(folder, "onnx"));
  await writeFile(path.join(folder, "onnx", "model.onnx"), onnx);
  hub = await startFakeUploadHub(repository);
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  vi.stubEnv("HF_TOKEN", "hf_secret");
  vi.stubEnv("HF_HOME", folder);
  for (const name of ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_TOKEN_PATH"]) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  await rm(folder, { recursive: true });
});

const hashOf = (bytes: Uint8Array | undefined) =>
  createHash("sha256")
    .update(bytes ?? "")
    .digest("hex");
const existing = { existing: { isPrivate: false } };

test("every file arrives as it is, in one commit, and its progress is told", async () => {
  const seen: UploadProgress[] = [];
  const uploaded = await uploadFolder(folder, { ...options, create: true, onProgress: (one) => seen.push(one) });
  expect(uploaded).toEqual({
    url: `${hub.endpoint}/${repository}`,
    commit: "c".repeat(40),
    files: ["config.json", "model.safetensors", "onnx/model.onnx"],
  });
  expect(hub.created).toEqual([
    expect.objectContaining({ type: "model", name: "solar-cells", organization: "ann", visibility: "public" }),
  ]);
  const [commit] = hub.commits;
  expect(hub.commits).toHaveLength(1);
  expect(commit?.summary).toBe("Upload tresnet_s");
  expect([...(commit?.files.keys() ?? [])].sort()).toEqual(uploaded.files);
  expect(hashOf(commit?.files.get("model.safetensors"))).toBe(hashOf(weights));
  expect(hashOf(commit?.files.get("onnx/model.onnx"))).toBe(hashOf(onnx));
  const totalBytes = weights.length + onnx.length + 2;
  expect(new Set(seen.map((one) => one.totalBytes))).toEqual(new Set([totalBytes]));
  expect(seen.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1])).toEqual([
    "hash",
    "send",
    "commit",
  ]);
  expect(seen.at(-1)?.sentBytes).toBe(weights.length + onnx.length);
});

test("the token goes to the hub alone, and what is there is not sent twice", async () => {
  hub.faults = existing;
  await uploadFolder(folder, options);
  const told = (host: string) =>
    new Set(hub.requests.filter((one) => one.host === host).map((one) => one.authorization));
  expect([told("hub"), told("storage")]).toEqual([new Set(["Bearer hf_secret"]), new Set([undefined])]);
  hub.requests.length = 0;
  await uploadFolder(folder, options);
  expect(hub.requests.filter(({ host }) => host === "storage")).toEqual([]);
  expect(hub.commits).toHaveLength(2);
});

test("a redirect of the hub's own is followed with the token, one to another host without it", async () => {
  const other = await startFakeUploadHub("ann/renamed");
  other.faults = existing;
  hub.faults = { ...existing, redirect: { path: `/api/models/${repository}/preupload`, to: other.endpoint } };
  await expect(uploadFolder(folder, options)).rejects.toMatchObject({ code: "unreachable" });
  expect(other.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
  expect(hub.commits).toEqual([]);
  await other.close();
});

test.each([
  [401, "unauthorized", /got 401 \(Invalid\): it does not know the token\. Nothing was committed\. Set HF_TOKEN/],
  [
    403,
    "forbidden",
    /got 403 \(Invalid\): the token may not write there\. .* Give it write access to ann\/solar-cells/,
  ],
  [404, "not-found", /there is no such repository, .* Make it with --create, or check the name/],
  [409, "conflict", /somebody else wrote to it meanwhile\. Nothing was committed\. Run again/],
  [429, "rate-limited", /too many requests came from you\. .* Wait some minutes and run again/],
  [503, "unreachable", /got 503 .* Try again later/],
])("%i is told in words at every step, and nothing is committed", async (status, code, message) => {
  // Of a commit that the hub breaks off at, more below.
  const steps = ["/preupload/", "/info/lfs/", ...(status < 500 ? ["/commit/"] : [])];
  for (const step of steps) {
    hub.faults = { ...existing, refuse: { path: step, status, words: "Invalid" } };
    await expect(uploadFolder(folder, options), step).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  }
  hub.faults = { refuse: { path: "/repos/create", status, words: "Invalid" } };
  const creating = uploadFolder(folder, { ...options, create: true });
  // That it is there already is no fault; then it is not, as far as this hub is concerned.
  await expect(creating).rejects.toMatchObject({ code: status === 409 ? "not-found" : code });
  expect(hub.commits).toEqual([]);
});

test.each([403, 500])("a storage that answers %i leaves nothing committed", async (status) => {
  hub.faults = { ...existing, refuse: { path: "?signature=1", status } };
  hub.requests.length = 0;
  await expect(uploadFolder(folder, options)).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining(`the storage of ${hub.endpoint}: expected it to take the files, got ${status}`),
  });
  expect(hub.commits).toEqual([]);
});

test("a connection that is cut leaves nothing committed, and the next try sends what is missing", async () => {
  hub.faults = { ...existing, cut: { path: `/objects/${hashOf(weights)}`, afterBytes: 100_000 } };
  await expect(uploadFolder(folder, options)).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringMatching(/the connection broke or was never made \(.*\)\. Nothing was committed\./),
  });
  expect(hub.commits).toEqual([]);
  hub.faults = existing;
  await uploadFolder(folder, options);
  expect(hashOf(hub.commits[0]?.files.get("model.safetensors"))).toBe(hashOf(weights));
});

test.each([
  ["7", "Wait 7 seconds and run again"],
  ["Fri, 01 Jan 2100 00:00:00 GMT", "Wait until 2100-01-01T00:00:00.000Z and run again"],
  ["soon", "Wait some minutes and run again"],
])("a hub that is asked too often says when to come again: %s", async (retryAfter, advice) => {
  hub.faults = { ...existing, refuse: { path: "/preupload/", status: 429, retryAfter } };
  await expect(uploadFolder(folder, options)).rejects.toMatchObject({
    code: "rate-limited",
    message: expect.stringContaining(advice),
  });
  expect(hub.commits).toEqual([]);
});

const steps = ["/repos/create", "/preupload/", "/info/lfs/", `/objects/${hashOf(weights)}`];

test.each(steps)("a connection that is cut in %s leaves nothing committed", async (step) => {
  const broken = { code: "unreachable", message: expect.stringContaining("Nothing was committed.") };
  hub.faults = { cut: { path: step, afterBytes: 1 } };
  await expect(uploadFolder(folder, { ...options, create: true })).rejects.toMatchObject(broken);
  hub.faults = { cutAnswer: { path: step } };
  await expect(uploadFolder(folder, { ...options, create: true })).rejects.toMatchObject(broken);
  expect(hub.commits).toEqual([]);
  hub.faults = {};
  await uploadFolder(folder, { ...options, create: true });
  expect(hub.commits).toHaveLength(1);
});

test.each(steps)("a server that is silent in %s is not waited for without end", async (step) => {
  hub.faults = { silent: { path: step } };
  const limits = { request: 200, commit: 200 };
  await expect(uploadFolder(folder, { ...options, create: true, limits })).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringMatching(/\(no answer for 0\.2 seconds\)\. Nothing was committed\./),
  });
  expect(hub.commits).toEqual([]);
});

const unknown = {
  code: "commit-unknown",
  message: expect.stringContaining(
    "The commit was sent, and whether it was made is not known: it is there as a whole or not at all.",
  ),
};

test.each([
  ["the connection is cut", { cut: { path: "/commit/", afterBytes: 1 } }, 0],
  ["the answer is cut", { cutAnswer: { path: "/commit/" } }, 1],
  ["the hub is silent", { silent: { path: "/commit/" } }, 0],
  ["a proxy gives up", { refuse: { path: "/commit/", status: 504 } }, 0],
] as const)("a commit where %s is said to be unknown, not undone", async (_, faults, commits) => {
  hub.faults = { ...existing, ...faults };
  const limits = { request: 60_000, commit: 300 };
  await expect(uploadFolder(folder, { ...options, limits })).rejects.toMatchObject(unknown);
  // Who stops meanwhile learns the same.
  const controller = new AbortController();
  const onProgress = ({ phase }: UploadProgress) =>
    void (phase === "commit" && setTimeout(() => controller.abort(), 0));
  const stopped = uploadFolder(folder, { ...options, limits, signal: controller.signal, onProgress });
  await expect(stopped).rejects.toMatchObject(unknown);
  expect(hub.commits).toHaveLength(2 * commits);
});

test("private is private: a public one that is there already gets nothing", async () => {
  hub.faults = existing;
  await expect(uploadFolder(folder, { ...options, create: true, isPrivate: true })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining(
      "expected a private repository, and it is there already and public. Nothing was sent.",
    ),
  });
  expect(hub.requests.every(({ path: asked }) => !asked.includes("/preupload/"))).toBe(true);
  hub.faults = { existing: { isPrivate: true } };
  await uploadFolder(folder, { ...options, create: true, isPrivate: true });
  expect(hub.commits).toHaveLength(1);
  await hub.close();
  hub = await startFakeUploadHub(repository);
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  await uploadFolder(folder, { ...options, create: true, isPrivate: true });
  expect(hub.created).toEqual([expect.objectContaining({ visibility: "private" })]);
});

test("without a token, offline or with a name that is none, nobody is asked", async () => {
  await expect(uploadFolder(folder, { ...options, repository: "ann" })).rejects.toThrow(
    'expected a repository of the hub as user/name, got "ann". Correct it.',
  );
  vi.stubEnv("HF_TOKEN", undefined);
  await expect(uploadFolder(folder, options)).rejects.toMatchObject({ code: "unauthorized" });
  vi.stubEnv("HF_TOKEN", "my-secret");
  await expect(uploadFolder(folder, options)).rejects.toThrow(/got one that does not begin with hf_\. Set HF_TOKEN/);
  vi.stubEnv("HF_TOKEN", "hf_secret");
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  await expect(uploadFolder(folder, options)).rejects.toMatchObject({ code: "offline" });
  expect(hub.requests).toEqual([]);
});

test("a signal stops it before the commit", async () => {
  hub.faults = existing;
  const controller = new AbortController();
  const onProgress = ({ phase }: UploadProgress) => phase === "send" && controller.abort(new Error("enough"));
  const stopped = uploadFolder(folder, {
    ...options,
    signal: controller.signal,
    onProgress: (one) => void onProgress(one),
  });
  await expect(stopped).rejects.toThrow("enough");
  expect(hub.commits).toEqual([]);
});

test("a commit that is under way is made all the same", async () => {
  hub.faults = existing;
  const controller = new AbortController();
  const onProgress = ({ phase }: UploadProgress) =>
    void (phase === "commit" && setTimeout(() => controller.abort(), 0));
  const { signal } = controller;
  expect(await uploadFolder(folder, { ...options, signal, onProgress })).toMatchObject({ commit: "c".repeat(40) });
  expect(hub.commits).toHaveLength(1);
});

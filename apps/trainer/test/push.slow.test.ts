/** A training's model to a hub: what is sent is what a dry run writes, and it answers as the run does. */
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSafetensors } from "@tresnet/checkpoints";
import { type FakeUploadHub, startFakeUploadHub } from "@tresnet/vitest";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { type PushModelEvent, pushModel } from "../src/index.ts";
import { tresnet } from "./run-in-process.ts";

const repository = "ann/plain-colours";
const names = ["README.md", "config.json", "model.safetensors", "onnx/model.onnx"];

let folder = "";
let hub: FakeUploadHub;
const at = (...parts: string[]) => path.join(folder, ...parts);
const hashOf = (bytes: Uint8Array | undefined) =>
  createHash("sha256")
    .update(bytes ?? "")
    .digest("hex");
const push = (...args: string[]) => tresnet("push", at("run"), repository, ...args);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-push-test-"));
  const shared =
    "--img-size 16 --batch-size 8 --epochs 1 --workers 0 --precision float32 --seed 4 --train-per-class 12";
  const args = [...shared.split(" "), "--output", folder, "--experiment", "run", "--classes", "plain lime,plain red"];
  const { code, stderr } = await tresnet("train", "synthetic", ...args);
  expect(code, stderr).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  hub = await startFakeUploadHub(repository);
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  vi.stubEnv("HF_TOKEN", "hf_secret");
  vi.stubEnv("HF_HOME", at("home"));
  for (const name of ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"]) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.close();
});

test("a dry run writes the folder and asks nobody", async () => {
  const { code, stdout, stderr } = await push("--dry-run", at("dry"), "--license-note", "Apache-2.0", "--json");
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ repository, folder: at("dry"), check: { agreement: 1 } });
  expect(hub.requests).toEqual([]);
  expect((await readdir(at("dry"))).sort()).toEqual(["README.md", "config.json", "model.safetensors", "onnx"]);
  const card = await readFile(at("dry", "README.md"), "utf8");
  expect(parse(card.split("---\n")[1] ?? "")).toMatchObject({
    pipeline_tag: "image-classification",
    license: "apache-2.0",
    "model-index": [{ name: repository, results: [{ dataset: { name: "synthetic", split: "validation" } }] }],
  });
  expect(card).toContain(`createModel("hf-hub:${repository}", { pretrained: true })`);
  expect(card).not.toContain("import timm"); // which builds no tresnet_s
  const again = await push("--dry-run", at("dry"));
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("and it holds something. Choose another")]);
});

test("what a dry run writes answers as an export of the run does", async () => {
  const scored = async (checkpoint: string) => {
    const args = ["--checkpoint", checkpoint, "--precision", "float32", "--json"];
    const { code, stdout, stderr } = await tresnet("evaluate", "synthetic", ...args);
    expect(code, stderr).toBe(0);
    const { accuracy, loss }: { accuracy: number; loss: number } = JSON.parse(stdout);
    return { accuracy, loss };
  };
  const exported = await tresnet("export", at("run"), "--output", at("given.safetensors"), "--no-check");
  expect(exported.code, exported.stderr).toBe(0);
  expect(await scored(at("dry"))).toEqual(await scored(at("given.safetensors")));
  const { architecture, label_names, pretrained_cfg } = JSON.parse(await readFile(at("dry", "config.json"), "utf8"));
  expect([architecture, label_names]).toEqual(["tresnet_s", ["plain red", "plain lime"]]);
  expect(pretrained_cfg).toMatchObject({ input_size: [3, 16, 16], crop_mode: expect.any(String) });
});

test("another training starts from such a repository, which its command goes on naming", async () => {
  const snapshot = at("home", "hub", "models--ann--plain-colours", "snapshots", "0".repeat(40));
  await mkdir(path.join(snapshot, "../../refs"), { recursive: true });
  await writeFile(path.join(snapshot, "../../refs/main"), "0".repeat(40));
  await cp(at("dry"), snapshot, { recursive: true });
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  const args = "--img-size 16 --batch-size 8 --epochs 1 --workers 0 --precision float32 --train-per-class 8".split(" ");
  const start = ["--initial-checkpoint", `hf-hub:${repository}`, "--freeze", "backbone"];
  const { code, stdout, stderr } = await tresnet(
    "train",
    "synthetic",
    ...args,
    ...start,
    "--output",
    folder,
    "--experiment",
    "next",
  );
  expect(code, stderr).toBe(0);
  expect(`${stdout}${stderr}`).toContain(`weights: the body of ${path.join(snapshot, "model.safetensors")}`);
  const { options } = JSON.parse(await readFile(at("next", "config.json"), "utf8"));
  expect(options.initialCheckpoint).toBe(`hf-hub:${repository}`);
  const [given, trained] = await Promise.all(
    [at("dry", "model.safetensors"), at("next", "best.safetensors")].map((file) => readSafetensors(file)),
  );
  const key = "body.layer1.0.conv1.conv.weight";
  expect(trained?.tensors.get(key)?.data).toEqual(given?.tensors.get(key)?.data);
  const bad = await tresnet("train", "synthetic", "--initial-checkpoint", "hf-hub:ann", "--output", folder);
  expect([bad.code, bad.stderr]).toEqual([
    2,
    expect.stringContaining("--initial-checkpoint: expected a model of the hub"),
  ]);
});

test("what is sent is that, in one commit, and how far it is is told", async () => {
  const events: PushModelEvent[] = [];
  const { uploaded } = await pushModel(
    { checkpoint: at("run"), repository, create: true, licenseNote: "Apache-2.0", check: false },
    { onEvent: (event) => events.push(event) },
  );
  expect(uploaded).toMatchObject({ url: `${hub.endpoint}/${repository}`, files: names });
  const [commit] = hub.commits;
  expect(hub.commits).toHaveLength(1);
  expect(commit?.summary).toBe("Upload tresnet_s");
  for (const name of names) expect(hashOf(commit?.files.get(name)), name).toBe(hashOf(await readFile(at("dry", name))));
  expect(new Set(events.flatMap((event) => (event.type === "upload" ? [event.phase] : [])))).toEqual(
    new Set(["hash", "send", "commit"]),
  );
});

test("half as large and without ONNX, where that is asked for", async () => {
  const { code, stdout, stderr } = await push("--create", "--private", "--half", "--no-onnx", "--message", "First");
  expect(code, stderr).toBe(0);
  expect(stdout).toContain(`${hub.endpoint}/${repository}: 3 files in commit cccccccccc`);
  expect(hub.created).toEqual([expect.objectContaining({ visibility: "private" })]);
  expect(hub.commits[0]?.summary).toBe("First");
  const { tensors } = await readSafetensors(at("dry", "model.safetensors"));
  const whole = [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  expect(hub.commits[0]?.files.get("model.safetensors")?.length).toBeLessThan(0.6 * whole);
});

test("further ONNX files, smaller and run beside the model, where they are asked for", async () => {
  const further = ["--onnx-half", "--onnx-int8", "--calibration-images", "12"];
  const { code, stdout, stderr } = await push("--dry-run", at("several"), ...further, "--json");
  expect(code, stderr).toBe(0);
  const checks = [
    { file: "onnx/model_fp16.onnx", limit: 0.005 },
    { file: "onnx/model_int8.onnx", limit: 0.25 },
  ];
  expect(JSON.parse(stdout)).toMatchObject({ check: { limit: 1e-5 }, furtherChecks: checks });
  expect((await readdir(at("several", "onnx"))).sort()).toEqual(["model.onnx", "model_fp16.onnx", "model_int8.onnx"]);
  const sizes = await Promise.all(
    ["model.onnx", "model_fp16.onnx", "model_int8.onnx"].map(
      async (name) => (await stat(at("several", "onnx", name))).size,
    ),
  );
  const [whole = 0, half = 0, int8 = 0] = sizes;
  expect(half / whole).toBeLessThan(0.6);
  expect(int8 / whole).toBeLessThan(0.35);
  const card = await readFile(at("several", "README.md"), "utf8");
  expect(card).toContain("`onnx/model_int8.onnx` is the same net");
});

test("who stops during a commit whose answer is lost learns that it may have been made", async () => {
  hub.faults = { existing: { isPrivate: false }, cutAnswer: { path: "/commit/" } };
  const controller = new AbortController();
  const stopped = pushModel(
    { checkpoint: at("run"), repository, onnx: false },
    {
      signal: controller.signal,
      onEvent: (event) => void (event.type === "upload" && event.phase === "commit" && controller.abort()),
    },
  );
  await expect(stopped).rejects.toMatchObject({
    name: "InterruptedError",
    message: expect.stringMatching(/^Stopped\. .* whether it was made is not known/),
  });
  expect(hub.commits).toHaveLength(1);
});

test("who stops before the commit learns that there is none", async () => {
  hub.faults = { existing: { isPrivate: false } };
  const controller = new AbortController();
  const stopped = pushModel(
    { checkpoint: at("run"), repository, onnx: false },
    {
      signal: controller.signal,
      onEvent: (event) => void (event.type === "upload" && event.phase === "send" && controller.abort()),
    },
  );
  await expect(stopped).rejects.toThrow("Stopped. Nothing was written.");
  expect(hub.commits).toEqual([]);
});

test("what goes wrong is said, and leaves no file", async () => {
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith("tresnet-push-"));
  const missing = await push();
  expect([missing.code, missing.stderr]).toEqual([
    1,
    expect.stringContaining("Make it with --create, or check the name."),
  ]);
  vi.stubEnv("HF_TOKEN", undefined);
  const unknown = await push("--create");
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    expect.stringContaining("got none. Set HF_TOKEN to one of yours"),
  ]);
  for (const [args, message] of [
    [["--private"], "--private: expected --create with it."],
    [["--force"], "--force: expected --dry-run with it."],
    [["--no-onnx", "--onnx-int8"], "--onnx-int8: expected none with --no-onnx."],
    [["--half", "--onnx-half"], "--onnx-half: expected none with --half"],
  ] as const) {
    const { code, stderr } = await push(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  }
  const nameless = await tresnet("push", at("run"), "ann");
  expect([nameless.code, nameless.stderr]).toEqual([
    2,
    expect.stringContaining('expected a repository of the hub as user/name, got "ann"'),
  ]);
  expect((await readdir(tmpdir())).filter((name) => name.startsWith("tresnet-push-"))).toEqual(before);
  expect(hub.commits).toEqual([]);
});

/** From a training's run to TensorFlow's formats by the command: what is written, and that it was checked. */
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tresnet } from "./run-in-process.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
const json = async (...parts: string[]) => JSON.parse(await readFile(at(...parts), "utf8"));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-graphs-"));
  const settings = "--img-size 32 --batch-size 8 --epochs 1 --workers 0 --precision float32 --train-per-class 8";
  const args = [...settings.split(" "), "--output", folder, "--experiment", "run"];
  const { code, stderr } = await tresnet("train", "synthetic", ...args);
  expect(code, stderr).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

async function exported(name: string, ...args: string[]) {
  const { code, stdout, stderr } = await tresnet("export", at("run"), "--output", at(name), ...args, "--json");
  expect(code, stderr).toBe(0);
  const result: { check: { deviation: number; limit: number; agreement: number; what: string }; bytes: number } =
    JSON.parse(stdout);
  return result;
}

test("saved-model: a folder that was run beside the model, with a description for programs", async () => {
  const { check } = await exported("saved", "--format", "saved-model", "--license-note", "CC0-1.0");
  expect(check).toMatchObject({ limit: 1e-5, agreement: 1, what: expect.stringContaining("16") });
  expect(check.deviation).toBeLessThan(1e-5);
  expect((await readdir(at("saved"))).sort()).toEqual(["assets.extra", "saved_model.pb", "variables"]);
  const described = await json("saved", "assets.extra", "tresnet.json");
  expect(described).toMatchObject({
    format: "tresnet-1",
    task: "single-label",
    classes: ["plain red", "plain orange", "plain lime", "plain green"],
    preprocessing: { imgSize: 32, cropMode: expect.any(String), mean: expect.any(Array) },
    size: 32,
    license: "CC0-1.0",
    details: { architecture: "tresnet_s", dataset: "synthetic" },
    check: { agreement: 1 },
  });
  expect(await json("saved", "assets.extra", "classes.json")).toEqual(described.classes);
});

test("tfjs-graph-model: of any size, with weights of float16 in half the bytes", async () => {
  const whole = await exported("tfjs", "--format", "tfjs-graph-model");
  const half = await exported("half", "--format", "tfjs-graph-model", "--half", "--img-size", "dynamic");
  expect(whole.check).toMatchObject({ limit: 1e-5, agreement: 1 });
  expect(half.check.limit).toBe(5e-3);
  expect(half.bytes).toBeLessThan(0.55 * whole.bytes);
  const shards = (await readdir(at("tfjs"))).filter((name) => name.endsWith(".bin"));
  const sizes = await Promise.all(shards.map(async (name) => (await stat(at("tfjs", name))).size));
  expect(Math.max(...sizes)).toBe(4 * 2 ** 20);
  const { userDefinedMetadata, signature } = await json("half", "model.json");
  expect(userDefinedMetadata).toMatchObject({
    format: "tresnet-1",
    size: "dynamic",
    check: { agreement: expect.any(Number) },
  });
  expect(signature.inputs.images.tensorShape.dim.map(({ size }: { size: string }) => size)).toEqual([
    "-1",
    "-1",
    "-1",
    "3",
  ]);
});

test("both refuse settings that they do not take, and a folder that is there", async () => {
  const refused = await tresnet("export", at("run"), "--output", at("new"), "--format", "saved-model", "--half");
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining("--half: expected a format that takes it"),
  ]);
  const taken = await tresnet("export", at("run"), "--output", at("run"), "--format", "saved-model");
  expect(taken.code).toBe(2);
  await exported("again", "--format", "saved-model", "--no-check");
  const twice = await tresnet("export", at("run"), "--output", at("again"), "--format", "tfjs-graph-model");
  expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining("replace it by --force")]);
  await exported("again", "--format", "tfjs-graph-model", "--force");
  expect(await readdir(at("again"))).toContain("model.json");
});

test("evaluate takes each of them in the run's place, with the run's scores", async () => {
  const scores = async (checkpoint: string) => {
    const args = ["evaluate", "synthetic", "--checkpoint", checkpoint, "--precision", "float32", "--json"];
    const { code, stdout, stderr } = await tresnet(...args);
    expect(code, stderr).toBe(0);
    const { accuracy, loss, images }: { accuracy: number; loss: number; images: number } = JSON.parse(stdout);
    return { accuracy, images, loss };
  };
  await exported("site", "--format", "web", "--no-check");
  const own = await scores(at("run"));
  for (const name of ["saved", "tfjs", "site"])
    expect(await scores(at(name)), name).toEqual({ ...own, loss: expect.closeTo(own.loss, 4) });
});

import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { trainTable } from "../settings/train-options.ts";
import { newFolder } from "./new-folder.ts";
import {
  configBeside,
  createRunDirectory,
  type RunConfig,
  readConfigOf,
  runDirectory,
  writeConfig,
} from "./run-directory.ts";

let output = "";
beforeEach(async () => {
  output = await mkdtemp(path.join(tmpdir(), "tresnet-runs-"));
});
afterEach(() => rm(output, { recursive: true }));

const noon = new Date("2026-11-22T12:00:00Z");
const options = (experiment?: string) =>
  ({ output, experiment, model: "tresnet_s", data: "folder:/my photos/cats & dogs" }) as const;

test("is named for time, model and data", async () => {
  const run = await createRunDirectory(options(), noon);
  expect(run.folder).toBe(path.join(output, "20261122-120000-tresnet_s-cats-dogs"));
  expect(await readdir(run.folder)).toEqual([]);
});

test.each([
  ["folder:photos", "photos"],
  ["csv:/photos/list.csv", "csv"],
  ["coco:/photos", "coco"],
  ["cifar10:/data/cifar", "cifar10"],
  ["synthetic", "synthetic"],
  ["imagenet:/data", "imagenet"],
])("is named by the row of its data: %s", async (data, name) => {
  const { folder } = await createRunDirectory({ ...options(), data }, noon);
  expect(folder).toBe(path.join(output, `20261122-120000-tresnet_s-${name}`));
});

test("a folder of another kind says so in its name", async () => {
  const folder = await newFolder({ ...options(), kind: "lr-find", advice: () => "" }, noon);
  expect(folder).toBe(path.join(output, "20261122-120000-lr-find-tresnet_s-cats-dogs"));
});

test("two runs of one second have two directories", async () => {
  const first = await createRunDirectory(options(), noon);
  // Before the first has written anything, too.
  const second = await createRunDirectory(options(), noon);
  expect(second.folder).toBe(`${first.folder}-2`);
  const atOnce = await Promise.all([1, 2, 3].map(() => createRunDirectory(options(), noon)));
  expect(new Set(atOnce.map(({ folder }) => folder)).size).toBe(3);
});

test("is never taken from a run that is there", async () => {
  await mkdir(path.join(output, "mine"));
  await writeFile(path.join(output, "mine", "notes.txt"), "");
  await expect(createRunDirectory(options("mine"), noon)).rejects.toThrow(UsageError);
  await expect(createRunDirectory(options("mine"), noon)).rejects.toThrow(/holds a run already.*--resume/);
});

test("is taken again where a run was killed before it had written its settings", async () => {
  const folder = path.join(output, "mine");
  await mkdir(path.join(folder, "run.lock"), { recursive: true });
  await writeFile(path.join(folder, "config.json.partial"), "{");
  expect((await createRunDirectory(options("mine"))).folder).toBe(folder);
  await expect(readConfigOf(runDirectory(folder))).rejects.toThrow(
    /killed before it wrote its settings.*its own command/,
  );
  await writeFile(path.join(folder, "config.json"), "{}");
  await expect(createRunDirectory(options("mine"))).rejects.toThrow(/holds a run already/);
});

test("is needs a place where a folder can be made", async () => {
  const file = path.join(output, "a file");
  await writeFile(file, "");
  const wanted = { ...options(), output: file };
  await expect(createRunDirectory(wanted, noon)).rejects.toThrow(UsageError);
  await expect(createRunDirectory({ ...options("mine"), output: file })).rejects.toThrow(
    /^--output: expected a place to make the folder .*a file.mine in, got none \(E/,
  );
  await expect(createRunDirectory(options("a file"))).rejects.toThrow(/^--output: .*EEXIST/);
});

test("of a checkpoint's name the folder is asked for", async () => {
  const file = path.join(output, "last.safetensors");
  await writeFile(file, "");
  await expect(readConfigOf(runDirectory(file))).rejects.toThrow(
    `--resume: expected a run directory, got a file. Name the folder it is in, ${output}.`,
  );
});

const config = (): RunConfig => ({
  command: "tresnet train synthetic",
  options: resolveOptions(trainTable, [{ source: "test", values: { data: "synthetic", lr: 0.3 } }]),
  intraOpThreads: 2,
  environment: { Node: "20" },
  data: {
    classNames: ["cat", "dog"],
    parts: { train: { images: 8, sha256: "ab" }, test: { images: 2, sha256: "cd" } },
  },
});

test("config.json gives back what was written", async () => {
  const run = await createRunDirectory(options("mine"));
  await writeConfig(run, config());
  expect(await readConfigOf(run)).toEqual(config());
  expect(await configBeside(run.best)).toEqual(config());
  expect(await configBeside(path.join(output, "alone.safetensors"))).toBeUndefined();
});

test.each([
  ["{", /is damaged/],
  ['{"options": {}}', /is damaged/],
])("says that config.json %j is damaged", async (content, message) => {
  const run = await createRunDirectory(options("mine"));
  await writeFile(run.config, content);
  await expect(readConfigOf(run)).rejects.toThrow(message);
});

test.each([
  ["a number", { lr: 0.5 }, "--lr 0.5"],
  ["a toggle", { aug: true }, "--aug"],
  ["a word", { sched: "cosine" as const }, "--sched cosine"],
])("says so where settings and command of config.json say two things: %s", async (_, changed, words) => {
  const run = await createRunDirectory(options("mine"));
  const written = { ...config(), command: "tresnet train synthetic --lr 0.3 --no-aug --sched onecycle" };
  await writeConfig(run, { ...written, options: { ...written.options, lr: 0.3, aug: false } });
  await readConfigOf(run);
  await writeConfig(run, { ...written, options: { ...written.options, lr: 0.3, aug: false, ...changed } });
  await expect(readConfigOf(run)).rejects.toThrow(`its options say ${words}, and its command says something else`);
});

test("a config.json that says nothing of the data is named", async () => {
  const run = await createRunDirectory(options("mine"));
  const { data: _, ...others } = config().options;
  await writeFile(run.config, JSON.stringify({ ...config(), options: others }));
  await expect(readConfigOf(run)).rejects.toThrow(`${run.config} is damaged: its options do not say which data.`);
});

test("a config.json of something else beside a checkpoint is none of its run, a damaged one is", async () => {
  const run = await createRunDirectory(options("mine"));
  for (const foreign of ['{"architectures": ["tresnet_m"], "num_classes": 1000}', "[]", "7"]) {
    await writeFile(run.config, foreign);
    expect(await configBeside(run.best)).toBeUndefined();
  }
  for (const damaged of ['{"command": "tresn', '{"command": "tresnet train", "options": {}}']) {
    await writeFile(run.config, damaged);
    await expect(configBeside(run.best)).rejects.toThrow(/is damaged/);
  }
});

test("says when there is no run", async () => {
  await expect(readConfigOf(runDirectory(path.join(output, "none")))).rejects.toThrow(/holds no run/);
});

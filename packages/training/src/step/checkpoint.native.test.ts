import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { CheckpointError } from "@tresnet/checkpoints";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";

let folder: string;
let file: string;
let variables: tf.Variable[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-checkpoint-"));
  file = path.join(folder, "last.safetensors");
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => rm(file, { force: true }));
afterEach(() => {
  tf.dispose(variables);
  variables = [];
});

const weightBits = Uint32Array.of(0x00000001, 0x80000000, 0x3f800001, 0xff7fffff, 0x3eaaaaab, 0x00800000);
const weights = new Float32Array(weightBits.buffer);

function stateOf(values: Record<string, tf.Tensor>): Map<string, tf.Variable> {
  const state = new Map(Object.entries(values).map(([name, value]) => [name, tf.tidy(() => tf.variable(value))]));
  tf.dispose(Object.values(values));
  variables.push(...state.values());
  return state;
}

const written = () =>
  stateOf({
    "model.w": tf.tensor2d(weights, [2, 3]),
    random: tf.tensor1d([-5, 2 ** 30 + 1], "int32"),
    step: tf.scalar(7, "int32"),
  });
const blank = () =>
  stateOf({ "model.w": tf.zeros([2, 3]), random: tf.zeros([2], "int32"), step: tf.scalar(0, "int32") });
const bits = (state: ReadonlyMap<string, tf.Variable>, name: string) => [
  ...new Uint32Array(Float32Array.from(state.get(name)?.dataSync() ?? []).buffer),
];

test("restores floats and integers to the bit, and the metadata", async () => {
  await saveCheckpoint(file, written(), { epoch: "3", classNames: '["cat","dog"]' });
  const state = blank();
  expect(await loadCheckpoint(file, state)).toEqual({ epoch: "3", classNames: '["cat","dog"]' });
  expect(bits(state, "model.w")).toEqual([...weightBits]);
  expect([...(state.get("random")?.dataSync() ?? [])]).toEqual([-5, 2 ** 30 + 1]);
  expect([...(state.get("step")?.dataSync() ?? [])]).toEqual([7]);
});

test("writes the values of the moment it was called", async () => {
  const state = written();
  const saving = saveCheckpoint(file, state);
  tf.tidy(() => state.get("model.w")?.assign(tf.zeros([2, 3])));
  await saving;
  const restored = blank();
  await loadCheckpoint(file, restored);
  expect(bits(restored, "model.w")).toEqual([...weightBits]);
});

test("loads only what is asked for when partial", async () => {
  await saveCheckpoint(file, written());
  const state = stateOf({ "model.w": tf.zeros([2, 3]) });
  await loadCheckpoint(file, state, { partial: true });
  expect(bits(state, "model.w")).toEqual([...weightBits]);
});

test("lists missing, left-over and differing names, and assigns nothing", async () => {
  await saveCheckpoint(file, written());
  const state = stateOf({ "model.w": tf.zeros([3, 2]), "optimizer.w.momentum": tf.zeros([3, 2]), step: tf.scalar(0) });
  const error = await loadCheckpoint(file, state).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(CheckpointError);
  const { message } = error as Error;
  expect(message).toContain(`${file} does not fit this training in 4 places`);
  expect(message).toContain("model.w: expected F32 [3, 2], got F32 [2, 3]");
  expect(message).toContain("optimizer.w.momentum: expected F32 [3, 2], not in the file");
  expect(message).toContain("step: expected F32 [], got I32 []");
  expect(message).toContain("random: in the file, but not part of this training");
  expect([...(state.get("model.w")?.dataSync() ?? [])]).toEqual([0, 0, 0, 0, 0, 0]);
});

test("counts what it does not list", async () => {
  await saveCheckpoint(file, written());
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`model.${i}`, tf.scalar(i)]));
  await expect(loadCheckpoint(file, stateOf(many), { partial: true })).rejects.toThrow(/12 places.*… and 2 more/s);
});

test("names a file that is missing, foreign or cut off, and assigns nothing", async () => {
  const state = blank();
  await expect(loadCheckpoint(file, state)).rejects.toThrow(`${file} can't be opened`);
  await writeFile(file, "<html>not found</html>");
  await expect(loadCheckpoint(file, state)).rejects.toThrow(CheckpointError);
  await expect(loadCheckpoint(file, state)).rejects.toThrow(file);
  await saveCheckpoint(file, written());
  const { length } = await readFile(file);
  for (const size of [0, 5, 40, length - 1]) {
    await truncate(file, size);
    await expect(loadCheckpoint(file, state), `${size} bytes`).rejects.toThrow(CheckpointError);
    await expect(loadCheckpoint(file, state)).rejects.toThrow(file);
    await saveCheckpoint(file, written());
  }
  expect([...(state.get("step")?.dataSync() ?? [])]).toEqual([0]);
});

test("never replaces a good checkpoint by one with NaN or infinity", async () => {
  await saveCheckpoint(file, written(), { epoch: "1" });
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const state = stateOf({ "model.w": tf.tensor2d([[1, 2, bad]]) });
    await expect(saveCheckpoint(file, state)).rejects.toThrow(
      /last\.safetensors was not written: "model\.w" holds NaN or infinity/,
    );
  }
  expect(await loadCheckpoint(file, blank())).toEqual({ epoch: "1" });
});

test("refuses a dtype that it can't restore", async () => {
  await expect(saveCheckpoint(file, stateOf({ mask: tf.tensor1d([true]) }))).rejects.toThrow(
    'expected "mask" to be float32 or int32, got bool',
  );
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSafetensors, type TensorValues } from "@tresnet/checkpoints";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTresnet } from "./cli-process.ts";
import { expectSameRun, metricsOf } from "./compare-runs.ts";
import { tresnet } from "./run-in-process.ts";

// Everything that a training's regime has: another step from the second epoch on, gathered gradients, mixed images.
const settings =
  "train synthetic --img-size 16 --batch-size 100 --epochs 3 --log-interval 1 --seed 3 --precision float32 --threads 2 " +
  "--model-ema --freeze-epochs 1 --grad-accum 2 --mixup 0.4 --cutmix 1 --balanced --layer-decay 0.8 --head-lr-mult 2";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-regime-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a run that begins with the head alone", () => {
  test("goes on across the boundary with the bits of one that was never stopped", async () => {
    const start = (name: string) => startTresnet(...settings.split(" "), "--output", folder, "--experiment", name);
    const whole = await start("whole").ended();
    expect(whole.stderr).toBe("");
    expect(whole.code).toBe(0);
    // The first stops between the gathering of gradients and the step, before the boundary; the second behind it.
    let cli = start("stopped");
    for (const moment of [" 20%", "epoch 1/3  train loss"]) {
      await cli.until(() => cli.stdout.includes(moment));
      cli.signal("SIGINT");
      expect((await cli.ended()).code).toBe(130);
      cli = startTresnet("train", "--resume", at("stopped"));
    }
    expect((await cli.ended()).code).toBe(0);
    await expectSameRun(at("stopped"), at("whole"));
  });

  test("stops early when nothing becomes better", async () => {
    // At a learning rate of 0 only batch norm's statistics could change, and those are frozen too.
    const run = "train synthetic --img-size 16 --epochs 6 --lr 0 --freeze backbone --patience 2 --threads 2";
    const { code, stderr } = await tresnet(...run.split(" "), "--output", folder, "--experiment", "stalled");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(await metricsOf(at("stalled"))).toHaveLength(3);
  });
});

describe("a run that trains the head on images which always look the same", () => {
  const frozen =
    "train synthetic --img-size 32 --batch-size 64 --log-interval 1 --seed 3 --precision float32 --threads 2 --no-aug " +
    "--model-ema --grad-accum 2 --drop 0.2";
  const run = (name: string, ...more: readonly string[]) =>
    tresnet(...frozen.split(" "), ...more, "--output", folder, "--experiment", name);

  test("computes the backbone's features once, and learns what it would learn without", async () => {
    const backbone = ["--freeze", "backbone", "--epochs", "4"];
    const [kept, computed] = [
      await run("kept", ...backbone),
      await run("computed", ...backbone, "--cache-images", "off"),
    ];
    expect([kept.code, computed.code], kept.stderr + computed.stderr).toEqual([0, 0]);
    expect(kept.stdout).toContain("features are computed once");
    expect(computed.stdout).not.toContain("features are computed once");
    const [a, b] = [await metricsOf(at("kept")), await metricsOf(at("computed"))];
    expect(a).toHaveLength(4);
    for (const [i, metrics] of a.entries()) {
      for (const key of ["trainLoss", "valLoss"]) expect(metrics[key]).toBeCloseTo(Number(b[i]?.[key]), 4);
    }
    expect(Number(a[3]?.trainLoss)).toBeLessThan(Number(a[0]?.trainLoss));
    const tensors = async (name: string) => (await readSafetensors(at(name, "best.safetensors"))).tensors;
    const [ours, theirs] = [await tensors("kept"), await tensors("computed")];
    const numbers = (data: TensorValues | undefined) => Array.from<number | bigint>(data ?? []).map(Number);
    const differing = [...ours].filter(([name, { data }]) => {
      const other = numbers(theirs.get(name)?.data);
      return numbers(data).some((value, i) => Math.abs(value - (other[i] ?? Number.NaN)) > 1e-4);
    });
    expect(differing.map(([name]) => name)).toEqual([]);
  });

  test("goes on after being stopped with the bits of one that was not, also where the backbone is trained later", async () => {
    const settings = [...frozen.split(" "), "--freeze-epochs", "2", "--epochs", "3", "--output", folder];
    const whole = await startTresnet(...settings, "--experiment", "whole-features").ended();
    expect(whole.code, whole.stderr).toBe(0);
    let cli = startTresnet(...settings, "--experiment", "stopped-features");
    for (const moment of [" 62%", "epoch 2/3  train loss"]) {
      await cli.until(() => cli.stdout.includes(moment));
      cli.signal("SIGINT");
      expect((await cli.ended()).code).toBe(130);
      cli = startTresnet("train", "--resume", at("stopped-features"));
    }
    expect((await cli.ended()).code).toBe(0);
    await expectSameRun(at("stopped-features"), at("whole-features"));
  });
});

describe("a run with --tta", () => {
  test.each(["flips", "flip,crops"])("%s scores its best weights as evaluate does with it", async (tta) => {
    const run = `train synthetic --img-size 16 --batch-size 100 --epochs 1 --threads 2 --precision float32 --tta ${tta} --json`;
    const trained = await tresnet(...run.split(" "), "--output", folder, "--experiment", tta);
    expect(trained.code, trained.stderr).toBe(0);
    const evaluate = (views: string) =>
      tresnet("evaluate", "--checkpoint", at(tta), "--precision", "float32", "--tta", views, "--json");
    const [same, plain] = [await evaluate(tta), await evaluate("none")].map(({ stdout }) => JSON.parse(stdout).loss);
    const { loss } = JSON.parse(trained.stdout).evaluation;
    expect(loss).toBeCloseTo(same, 5);
    expect(loss).not.toBeCloseTo(plain, 5);
  });
});

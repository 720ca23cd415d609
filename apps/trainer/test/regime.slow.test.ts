import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CliProcess } from "./cli-process.ts";
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
    const start = (name: string) => new CliProcess(...settings.split(" "), "--output", folder, "--experiment", name);
    const whole = await start("whole").ended();
    expect(whole.stderr).toBe("");
    expect(whole.code).toBe(0);
    // The first stops between the gathering of gradients and the step, before the boundary; the second behind it.
    let cli = start("stopped");
    for (const moment of [" 20%", "epoch 1/3  train loss"]) {
      await cli.until(() => cli.stdout.includes(moment));
      cli.signal("SIGINT");
      expect((await cli.ended()).code).toBe(130);
      cli = new CliProcess("train", "--resume", at("stopped"));
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

/** Every way to train, on two processes: with batch norm of the whole batch it comes to what one process comes to. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TrainEvent, train } from "../src/index.ts";
import { metricsOf } from "./compare-runs.ts";
import { sharedTraining } from "./shared-training.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-regimes-"));
});
afterAll(() => rm(folder, { recursive: true }));

const shared = { ...sharedTraining, imgSize: 32, epochs: 2 } as const;

/** Trains with half batches on two processes and with whole ones on one, and gives both results and runs. */
async function both(name: string, batchSize: number, options: object) {
  const settings = { ...shared, ...options, output: folder };
  const events: TrainEvent[] = [];
  const onEvent = (event: TrainEvent) => events.push(event);
  const half = { ...settings, processes: 2, batchSize: batchSize / 2, experiment: `${name}-2` };
  const two = await train(half, { onEvent: (event) => void onEvent(event) });
  const one = await train({ ...settings, batchSize, experiment: `${name}-1` });
  return { two, one, events, metrics: await Promise.all([metricsOf(two.run.folder), metricsOf(one.run.folder)]) };
}

function expectAlike(actual: unknown, expected: unknown, digits: number): void {
  if (typeof expected === "number") expect(actual).toBeCloseTo(expected, digits);
  else if (typeof expected === "object" && expected !== null) {
    expect(Object.keys(Object(actual))).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) expectAlike(Object(actual)[key], value, digits);
  } else expect(actual).toEqual(expected);
}

describe("two processes come to what one does", () => {
  // 100 does not divide 512 images: the last batch is uneven, and is dropped.
  test.each([
    ["features of a frozen backbone", 100, { aug: false, freeze: "backbone", modelEma: true, epochs: 3 }],
    ["gathered, clipped and averaged gradients", 64, { gradAccum: 2, clipGrad: 0.5, modelEma: true, epochs: 1 }],
    [
      "the head alone at first, classes equally often, blocks run again",
      128,
      { freezeEpochs: 1, balanced: true, gradCheckpointing: true, patience: 1 },
    ],
    [
      "smoothed labels, weighted classes and another optimizer",
      128,
      { opt: "adamw", lr: 1e-3, classWeights: "balanced", epochs: 1 },
    ],
  ] as const)("%s", async (name, batchSize, options) => {
    const { two, one, events, metrics } = await both(name.slice(0, 8).trim(), batchSize, options);
    // 2 digits: float32 in another order, over dozens of steps of batch norm on few images
    expectAlike(metrics[0], metrics[1], 2);
    expect(two.tested?.what).toBe(one.tested?.what);
    expect(two.tested?.predictions.map(({ file }) => file)).toEqual(one.tested?.predictions.map(({ file }) => file));
    const steps = events.filter(({ type }) => type === "step");
    expect(steps.at(-1)).toMatchObject({ images: batchSize, totalSteps: two.metrics.at(-1)?.step });
    expect(events.at(-1)?.type).toBe("done");
  });

  test("a detector, whose losses are averaged by the objects of the whole batch", async () => {
    const { metrics, two, one } = await both("detect", 32, { task: "detect", epochs: 1, opt: "adamw", lr: 1e-3 });
    expectAlike(metrics[0], metrics[1], 2);
    expect(two.tested?.detected?.map(({ file }) => file)).toEqual(one.tested?.detected?.map(({ file }) => file));
  });
});

test("mixed images, dropout and drop path train on processes with draws of their own", async () => {
  const options = { ...shared, batchSize: 64, mixup: 0.4, cutmix: 1, drop: 0.2, dropPath: 0.2, epochs: 1 };
  const run = (experiment: string) => train({ ...options, processes: 2, output: folder, experiment });
  const [some, again] = [await run("mixed"), await run("again")];
  expect(await metricsOf(some.run.folder)).toEqual(await metricsOf(again.run.folder));
  expect(some.metrics[0]?.trainLoss).toBeLessThan(3);
});

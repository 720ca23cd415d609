/** `train` on several processes, as a program calls it. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TrainEvent, train, UsageError } from "../src/index.ts";
import { quietly } from "./quiet-process.ts";
import { sharedTraining } from "./shared-training.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-two-"));
});
afterAll(() => rm(folder, { recursive: true }));

const settings = { ...sharedTraining, imgSize: 16, epochs: 1 } as const;

test("two processes train as one does on whole batches; nothing is printed, and both have ended", async () => {
  const events: TrainEvent[] = [];
  const run = { ...settings, output: folder, experiment: "two", processes: 2, batchSize: 128 };
  const onEvent = (event: TrainEvent) => void events.push(event);
  const two = await quietly(() => train(run, { onEvent }));
  const one = await train({ ...settings, output: folder, experiment: "one", batchSize: 256 });
  const { options } = JSON.parse(await readFile(two.run.config, "utf8"));
  expect(options).toMatchObject({ processes: 2, batchSize: 128 });
  expect(two.metrics).toHaveLength(1);
  for (const key of ["trainLoss", "valLoss", "valAccuracy"] as const) {
    // 3 digits: float32 in another order, two steps
    expect(two.metrics[0]?.[key]).toBeCloseTo(one.metrics[0]?.[key] ?? Number.NaN, 3);
  }
  expect(two.tested?.predictions).toHaveLength(one.tested?.predictions.length ?? 0);
  expect(two.tested?.predictions[0]?.probabilities).toBeInstanceOf(Float32Array);
  const steps = events.filter(({ type }) => type === "step");
  expect(steps.map((step) => "images" in step && step.images)).toEqual([256, 256]);
  expect(events.at(-1)?.type).toBe("done");
});

test("what a process refuses is the caller's error, of its own class", async () => {
  const wrong = train({ ...settings, output: folder, processes: 2, imgSize: 33 });
  await expect(wrong).rejects.toThrow(UsageError);
  await expect(wrong).rejects.toThrow(/^--img-size: expected a multiple of 2/);
});

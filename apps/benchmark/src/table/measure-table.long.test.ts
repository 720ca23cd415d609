import { expect, test } from "vitest";
import { measureTable } from "./measure-table.ts";

test("measures models in turns in both tasks, and the largest batch of each", async () => {
  const { measurements, largestBatches } = await measureTable({
    models: ["resnet50", "tresnet_m"],
    side: "traced-float32",
    imageSize: 32,
    batchSize: 2,
    classes: 3,
    seed: 0,
    rounds: 2,
    stepsPerTurn: 1,
    warmUpSteps: 1,
    budget: 1e6,
  });
  expect(measurements.map(({ results }) => results.map(({ name, case: { task } }) => `${task} ${name}`))).toEqual([
    ["train resnet50", "train tresnet_m"],
    ["infer resnet50", "infer tresnet_m"],
  ]);
  for (const { results, baselines } of measurements) {
    expect(baselines).toEqual(["resnet50"]);
    expect(results.map(({ roundsMs }) => roundsMs.length)).toEqual([2, 2]);
    expect(results[0]?.speedups["resnet50"]?.median).toBe(1);
    expect(results[1]?.speedups["resnet50"]?.median).toBeGreaterThan(0);
  }
  // Nobody trains in a megabyte.
  expect(largestBatches).toEqual({ budget: 1e6, batches: { resnet50: 0, tresnet_m: 0 } });
});

import { expect, test } from "vitest";
import { parseChanges } from "./changes.ts";
import { measureAblation } from "./measure-ablation.ts";

const changes = parseChanges("convolution stem, in-place batch norm");

test("measures every change against the net, with its memory", async () => {
  const { rows, measurements } = await measureAblation({
    model: "tresnet_s",
    changes,
    precision: "float32",
    imageSize: 32,
    batchSize: 2,
    classes: 3,
    seed: 0,
    rounds: 1,
    stepsPerTurn: 1,
    warmUpSteps: 1,
  });
  const names = changes.map(({ name }) => name);
  expect(rows.map(({ name }) => name)).toEqual(["tresnet_s", ...names]);
  const weights = new Map(rows.map(({ name, parameters }) => [name, parameters]));
  const whole = weights.get("tresnet_s") ?? 0;
  // 7×7×3 inputs of the stem's 32 planes in place of 3×3×12.
  expect((weights.get("convolution stem") ?? 0) - whole).toBe((147 - 108) * 32);
  expect(weights.get("in-place batch norm")).toBe(whole);
  for (const { peakMemoryBytes } of rows) expect(peakMemoryBytes).toBeGreaterThan(1e8);
  const runs = measurements.map(({ results }) => results.map(({ name, case: { task } }) => `${task} ${name}`));
  const expected = changes.flatMap(({ name, norm }) =>
    (norm === "plain" ? ["train", "infer"] : ["train"]).map((task) => [`${task} ${name}`, `${task} tresnet_s`]),
  );
  expect(runs).toEqual(expected);
});

import { expect, test } from "vitest";
import type { TrainCase } from "./cases.ts";
import { measure } from "./measure.ts";

const small: TrainCase = { model: "tresnet_s", imageSize: 32, batchSize: 2, classes: 3, seed: 0 };
const turns = { rounds: 2, stepsPerTurn: 1, warmUpSteps: 1 };

test("runs every side on the same weights and images, in turns", async () => {
  const lines: string[] = [];
  const { results, parameters, machine } = await measure({
    case: small,
    sides: ["traced-float32", "eager-float32"],
    ...turns,
    onProgress: (line) => lines.push(line.replace(/:.*/, "")),
  });
  const [traced, eager] = results;
  // 1e-3 relative: the graph optimizer fuses ops and sums in another order
  expect((traced?.firstLoss ?? 0) / (eager?.firstLoss ?? 1)).toBeCloseTo(1, 3);
  expect(traced?.roundsMs).toHaveLength(2);
  expect(eager?.speedup.median).toBe(1);
  expect(parameters).toBeGreaterThan(1e6);
  expect(machine.tensorflow).toMatch(/^2\./);
  for (const { peakMemoryBytes } of results) expect(peakMemoryBytes).toBeGreaterThan(1e8);
  expect(lines.slice(2)).toEqual([
    "round 1/2 traced-float32",
    "round 1/2 eager-float32",
    "round 2/2 traced-float32",
    "round 2/2 eager-float32",
  ]);
});

test("says which side failed and why", async () => {
  const failing = measure({ case: { ...small, batchSize: 0 }, sides: ["traced-float32"], ...turns });
  await expect(failing).rejects.toThrow(/traced-float32: /);
});

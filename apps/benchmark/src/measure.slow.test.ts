import { expect, test } from "vitest";
import type { BenchmarkCase } from "./cases.ts";
import { measure } from "./measure.ts";

const small: BenchmarkCase = { task: "train", model: "tresnet_s", imageSize: 32, batchSize: 2, classes: 3, seed: 0 };
const turns = { rounds: 2, stepsPerTurn: 1, warmUpSteps: 1 };

test("runs every side on the same weights and images, in turns", async () => {
  const lines: string[] = [];
  const {
    results,
    machine,
    threads,
    othersShare,
    case: measured,
  } = await measure({
    case: small,
    sides: ["traced-float32", "tfjs-eager"],
    ...turns,
    onProgress: (line) => lines.push(line.replace(/:.*/, "")),
  });
  const [traced, tfjs] = results;
  // 1e-4 relative: the graph optimizer fuses ops and sums in another order
  expect((traced?.outputs.loss ?? 0) / (tfjs?.outputs.loss ?? 1)).toBeCloseTo(1, 4);
  expect((traced?.outputs.gradientNorm ?? 0) / (tfjs?.outputs.gradientNorm ?? 1)).toBeCloseTo(1, 3);
  // five steps on, at a learning rate of 0.01
  expect((traced?.lastLoss ?? 0) / (tfjs?.lastLoss ?? 1)).toBeCloseTo(1, 2);
  expect(traced?.roundsMs).toHaveLength(2);
  expect(Object.keys(traced?.speedups ?? {})).toEqual(["tfjs-eager"]);
  expect(tfjs?.speedups["tfjs-eager"]?.median).toBe(1);
  expect(tfjs?.versions["TensorFlow"]).toBe(traced?.versions["TensorFlow"]);
  expect(measured).toEqual(small);
  expect(traced?.parameters).toBeGreaterThan(1e6);
  expect(traced?.nativeCalls).toBeLessThanOrEqual(3);
  expect(tfjs?.nativeCalls).toBeGreaterThan(100);
  if (process.platform === "linux") expect(othersShare).toBeGreaterThanOrEqual(0);
  expect(threads).toBe(machine.cores);
  for (const { peakMemoryBytes, outputs } of results) {
    expect(peakMemoryBytes).toBeGreaterThan(1e8);
    expect(outputs.logitsSha256).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(lines.slice(2)).toEqual([
    "round 1/2 traced-float32",
    "round 1/2 tfjs-eager",
    "round 2/2 traced-float32",
    "round 2/2 tfjs-eager",
  ]);
});

test("says which side failed and why", async () => {
  const failing = measure({ case: { ...small, imageSize: 33 }, sides: ["traced-float32"], ...turns });
  await expect(failing).rejects.toThrow(/traced-float32: .*multiples of 2, got 33×33/);
});

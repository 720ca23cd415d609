/** Contests without a measurement, for the tests of what is said about them. */
import type { Task } from "../src/terms/cases.ts";
import type { Contest, SideResult } from "../src/terms/measurement.ts";

/** Images a second of each name; the ratio to the baseline follows from them. */
export function madeUpContest(task: Task, speeds: Readonly<Record<string, number>>, baseline: string): Contest {
  const results = Object.entries(speeds).map(([name, speed]): SideResult => {
    const shared = { task, model: name, imageSize: 224, batchSize: 16, classes: 1000, seed: 0 };
    return {
      name,
      side: "traced-bfloat16",
      case: shared,
      precision: "bfloat16",
      parameters: 31.4e6,
      versions: { TensorFlow: "2.21.0" },
      peakMemoryBytes: 1e9,
      lastLoss: null,
      nativeCalls: 1,
      imagesPerSecond: exactly(speed),
      stepMs: exactly(16000 / speed),
      roundsMs: [16000 / speed],
      speedups: { [baseline]: exactly(speed / (speeds[baseline] ?? Number.NaN)) },
      outputs: { logitsSha256: "ab", loss: null, gradientNorm: null },
    };
  });
  return {
    baselines: [baseline],
    rounds: 5,
    stepsPerTurn: 2,
    warmUpSteps: 3,
    threads: 2,
    cores: null,
    machine: { cpu: "Some CPU", cores: 2, memoryBytes: 16 * 2 ** 30, system: "Linux", node: "20.19.0" },
    othersShare: 0,
    disturbed: [],
    absent: [],
    results,
  };
}

function exactly(value: number) {
  return { lower: value, median: value, upper: value };
}

import { expect, test } from "vitest";
import { madeUpContest } from "../../test/made-up-contest.ts";
import { contestChart } from "../output/contest-chart.ts";
import type { ScaleMeasurement } from "./measure-scale.ts";
import { exposures, planChecks, planParts } from "./scale-figures.ts";
import { scaleReport } from "./scale-report.ts";
import { alone, apartName, scaleWays, togetherName } from "./scale-ways.ts";

const exactly = (value: number) => ({ lower: value, median: value, upper: value });
const together = togetherName(2, "float32");
// ms a step are 16000 / images a second
const speeds = { [alone]: 5, [apartName(2)]: 5, [together]: 4, "2 processes, 1000 Mb/s": 3.2 };
const contest = madeUpContest("train", speeds, alone);
const sums = { team: together, side: "traced-float32", processes: 2, gradientFormat: "float32" } as const;
const measured: ScaleMeasurement = {
  ...contest,
  case: { task: "train", model: "tresnet_m", imageSize: 224, batchSize: 16, classes: 1000, seed: 0 },
  own: "traced-float32",
  ways: scaleWays({
    own: "traced-float32",
    peer: undefined,
    processes: [2],
    gradientFormats: ["float32"],
    bandwidths: [1000],
  }),
  processorMs: contest.results.map(() => exactly(3000)),
  reductions: [
    { ...sums, elements: 1, ms: exactly(1), processorMs: 0.5 },
    { ...sums, elements: 25_000_000, ms: exactly(1000), processorMs: 200 },
  ],
};

test("the sums are hidden as far as a step is no longer than without them", () => {
  expect(exposures(measured)).toEqual([
    { name: together, processes: 2, apartMs: 3200, togetherMs: 4000, reduceMs: 1000, processorMs: 200, share: 0.8 },
  ]);
});

test("a plan has its parts from what was measured, and stands beside the networks that were", () => {
  expect(planParts(measured, "float32")).toEqual({ stepMs: 3200, handlingMs: 800, gradientBytes: 1e8, hopMs: 0.5 });
  expect(planParts(measured, "bfloat16")).toBeUndefined();
  // the step, its handling, and the last bucket: 64 ms and two hops
  expect(planChecks(measured)).toEqual([{ megabits: 1000, plannedMs: 3200 + 800 + 65, measuredMs: 5000 }]);
});

test("reports ways, sums, plan and checks", () => {
  const report = scaleReport(measured);
  expect(report).toContain("## tresnet_m, 224×224, batch 16 a process: training on several processes");
  expect(report).toContain(
    "| 2 processes | 4.00 [4.00–4.00] | 4000 [4000–4000] | 3000 [3000–3000] | 0.80 [0.80–0.80] |",
  );
  expect(report).toContain("80 % of that is not hidden behind computing.");
  expect(report).toContain("| 2 processes | 25000000 | 100.0 | 1000 [1000–1000] | 100 | 200 |");
  expect(report).toContain("| machines | 1 Gb/s | 10 Gb/s | 25 Gb/s | 100 Gb/s |");
  expect(report).toContain("- 1000 Mb/s: planned 4065 ms a step, measured 5000");
});

test("has a chart", () => {
  expect(contestChart([measured]).panels[0]?.bars.map(({ name }) => name)).toEqual(Object.keys(speeds));
});

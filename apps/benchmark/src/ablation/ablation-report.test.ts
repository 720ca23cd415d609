import { describe, expect, test } from "vitest";
import { madeUpContest } from "../../test/made-up-contest.ts";
import { ablationChart, ablationReport } from "./ablation-report.ts";
import { changes, parseChanges } from "./changes.ts";
import type { AblationMeasurement } from "./measure-ablation.ts";

const ablation: AblationMeasurement = {
  rows: [
    { refinement: "", name: "tresnet_m", parameters: 31.4e6, peakMemoryBytes: 2e9 },
    { refinement: "anti-alias downsampling", name: "strided convolutions", parameters: 31.4e6, peakMemoryBytes: 1.8e9 },
    { refinement: "in-place ABN", name: "in-place batch norm", parameters: 31.4e6, peakMemoryBytes: null },
  ],
  measurements: [
    madeUpContest("train", { "strided convolutions": 11, tresnet_m: 10 }, "tresnet_m"),
    madeUpContest("infer", { "strided convolutions": 45, tresnet_m: 50 }, "tresnet_m"),
    madeUpContest("train", { "in-place batch norm": 9, tresnet_m: 12 }, "tresnet_m"),
  ],
};

describe("the ablation's report", () => {
  test("has each change beside the net that took turns with it, and the net over all its rounds", () => {
    const report = ablationReport(ablation);
    expect(report).toContain("## tresnet_m, its refinements one by one: bfloat16, 224×224, batch 16");
    expect(report).toContain(
      "| strided convolutions | anti-alias downsampling | 31.4 M | 11.0 [11.0–11.0] | 1.10 [1.10–1.10] | 45.0 [45.0–45.0] | 0.90 [0.90–0.90] | 1.80 GB | 0.90 |",
    );
    expect(report).toContain("| tresnet_m |  | 31.4 M | 11.0 [10.5–11.5] | 1 | 50.0 [50.0–50.0] | 1 | 2.00 GB | 1 |");
  });

  test("says where there is nothing to measure, and where memory was short", () => {
    expect(ablationReport(ablation)).toContain(
      "| in-place batch norm | in-place ABN | 31.4 M | 9.0 [9.0–9.0] | 0.75 [0.75–0.75] | as the net |  | out of memory |  |",
    );
  });

  test("draws the ratios", () => {
    const { panels } = ablationChart(ablation);
    expect(panels.map(({ bars }) => bars.map(({ label }) => label))).toEqual([
      ["1.10×", "0.75×"],
      ["0.90×"],
      ["0.90×"],
    ]);
  });
});

test("changes are taken by name, and another one is named with those that there are", () => {
  expect(parseChanges("no SE, convolution stem").map(({ variant }) => variant)).toEqual([
    { squeezedStages: 0 },
    { stemBlock: 1 },
  ]);
  expect(() => parseChanges("no stem")).toThrow(/Expected names out of convolution stem, .*, got "no stem"\./);
  expect(new Set(changes.map(({ name }) => name)).size).toBe(changes.length);
});

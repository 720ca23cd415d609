import { expect, test } from "vitest";
import { madeUpContest } from "../../test/made-up-contest.ts";
import type { TableMeasurement } from "./measure-table.ts";
import { tableChart, tableReport } from "./table-report.ts";

const table: TableMeasurement = {
  measurements: [
    madeUpContest("train", { resnet50: 10, tresnet_m: 9.5 }, "resnet50"),
    { ...madeUpContest("infer", { resnet50: 40, tresnet_m: 44 }, "resnet50"), disturbed: ["1 of 5 rounds was slow"] },
  ],
  largestBatches: { budget: 8e9, batches: { resnet50: 100, tresnet_m: 150 } },
};

test("puts the paper's ratios beside this machine's", () => {
  const report = tableReport(table);
  expect(report).toContain("## The paper's table 1 on this machine: bfloat16, 224×224, batch 16");
  expect(report).toContain("largest batch in 8.00 GB");
  // 730 / 805, 2930 / 2830 and 512 / 288.
  expect(report).toContain(
    "| tresnet_m | 9.5 [9.5–9.5] | 0.95 [0.95–0.95] | 0.91 | 44.0 [44.0–44.0] | 1.10 [1.10–1.10] | 1.04 | 150 | 1.50 | 1.78 |",
  );
  expect(report).toContain("| tresnet_m | 730 | 2930 | 512 | 80.8 % |");
  expect(report).toContain("Disturbed: 1 of 5 rounds was slow. Measure again on a quiet machine.");
});

test("has no column for a largest batch that was not looked for", () => {
  const report = tableReport({ ...table, largestBatches: null });
  expect(report).not.toContain("largest batch in");
  expect(report).toContain(
    "| tresnet_m | 9.5 [9.5–9.5] | 0.95 [0.95–0.95] | 0.91 | 44.0 [44.0–44.0] | 1.10 [1.10–1.10] | 1.04 |",
  );
  expect(tableChart({ ...table, largestBatches: null }).panels).toHaveLength(2);
});

test("draws a panel for each column", () => {
  const { panels, notes } = tableChart(table);
  expect(panels.map(({ title }) => title)).toEqual([
    "training, images/s",
    "inference, images/s",
    "largest training batch in 8.00 GB",
  ]);
  expect(panels.map(({ bars }) => bars[1]?.label)).toEqual([
    "9.5 · 0.95× resnet50",
    "44.0 · 1.10× resnet50",
    "150 · 1.50× resnet50",
  ]);
  expect(notes).toContain("Disturbed: 1 of 5 rounds was slow.");
});

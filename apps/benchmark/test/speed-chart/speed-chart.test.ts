import { readFileSync } from "node:fs";
import { barChartFile } from "@tresnet/charts";
import { expect, test } from "vitest";
import { speedChart } from "./speed-chart.ts";

const docs = new URL("../../../../docs/speed/", import.meta.url);
const tables = readFileSync(new URL("intel-xeon-avx512.md", docs), "utf8");

test("the chart of docs/speed.md shows the tables beside it", () => {
  expect(barChartFile(speedChart(tables))).toBe(readFileSync(new URL("intel-xeon-avx512.svg", docs), "utf8"));
});

test("a row that is not there is an error", () => {
  expect(() => speedChart(tables.replaceAll("| pytorch-float32 |", "| other |"))).toThrow(/pytorch-float32/);
});

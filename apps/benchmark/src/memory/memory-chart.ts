/** Memory as a chart: a panel for each task and batch size. */

import type { Bar, BarChart, BarPanel } from "@tresnet/charts";
import { barOf, missingBars } from "../output/side-bars.ts";
import { sides } from "../terms/cases.ts";
import { machineLine } from "../terms/machine-line.ts";
import { gigabytes } from "../text/byte-count.ts";
import { batchText } from "./largest-batch.ts";
import type { MemoryMeasurement, SideMemory } from "./measure-memory.ts";

/** Panels in the order of the measurements, which are of one model and machine. */
export function memoryChart(measurements: readonly MemoryMeasurement[]): BarChart {
  const [first] = measurements;
  const { model, imageSize } = first?.case ?? {};
  return {
    title: `tresnet-bench: peak memory of ${model}, ${imageSize}×${imageSize}`,
    panels: measurements.flatMap(panels),
    notes: first === undefined ? [] : [machineLine(first)],
  };
}

function panels({ task, batchSizes, budget, results, absent }: MemoryMeasurement): BarPanel[] {
  const missing = missingBars(absent);
  const doing = task === "train" ? "training" : "inference";
  const peaks = batchSizes.map((batchSize, index) => ({
    title: `GB, ${doing}, batch ${batchSize}`,
    bars: [...results.map((result) => peakBar(result, result.peakBytes[index] ?? null)), ...missing],
  }));
  if (budget === null) return peaks;
  const largest = results.map(({ side, largestBatch }) =>
    valueBar(side, largestBatch, largestBatch === null ? "none" : batchText(largestBatch)),
  );
  return [...peaks, { title: `largest batch in ${gigabytes(budget)}, ${doing}`, bars: [...largest, ...missing] }];
}

function peakBar({ side }: SideMemory, bytes: number | null): Bar {
  return valueBar(side, bytes === null ? null : bytes / 1e9, bytes === null ? "out of memory" : gigabytes(bytes));
}

function valueBar(side: SideMemory["side"], value: number | null, label: string): Bar {
  return barOf(side, value === null ? null : { lower: value, median: value, upper: value }, label, sides[side].runner);
}

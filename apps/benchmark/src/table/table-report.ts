/** The table as Markdown and as a chart, this machine's numbers beside the paper's. */

import type { Bar, BarChart, BarPanel } from "@tresnet/charts";
import { batchText } from "../memory/largest-batch.ts";
import { contestNotes, resultBar } from "../output/contest-chart.ts";
import { disturbanceParagraphs } from "../processes/disturbance.ts";
import { machineLine } from "../terms/machine-line.ts";
import type { SideResult } from "../terms/measurement.ts";
import { gigabytes } from "../text/byte-count.ts";
import { countOf } from "../text/count-of.ts";
import { markdownTable } from "../text/markdown-table.ts";
import { withQuartiles } from "../text/with-quartiles.ts";
import type { LargestBatches, TableMeasurement } from "./measure-table.ts";
import { type PaperRow, paperTable, type TableModel, tableModels } from "./paper-table.ts";

/** Speeds, ratios to the first model, and the same ratios in the paper. */
export function tableReport(table: TableMeasurement): string {
  const [train, infer] = table.measurements;
  const [reference = "resnet50"] = train.baselines;
  const first = train.results[0];
  const batches = table.largestBatches;
  const head = [
    ...["model", "training, images/s", `times ${reference}`, "paper"],
    ...["inference, images/s", `times ${reference}`, "paper"],
    ...(batches === null ? [] : [`largest batch in ${gigabytes(batches.budget)}`, `times ${reference}`, "paper"]),
  ];
  const rows = train.results.map((result, index) => [
    result.name,
    ...speedCells(result, reference, "train"),
    ...speedCells(infer.results[index], reference, "infer"),
    ...(batches === null ? [] : batchCells(result.name, reference, batches)),
  ]);
  return [
    `## The paper's table 1 on this machine: ${first?.precision}, ${first?.case.imageSize}×${first?.case.imageSize}, batch ${first?.case.batchSize}`,
    "",
    `${countOf(train.rounds, "round")} of ${countOf(train.stepsPerTurn, "step")} a model, in turns, after ${countOf(train.warmUpSteps, "step")} of warm-up, ` +
      `${train.threads} threads. Median [quartiles]; ratios round by round, and beside them the paper's.`,
    machineLine(train),
    "",
    ...markdownTable(head, rows),
    "",
    "The paper's numbers (arXiv 2003.13630, table 1: one NVIDIA V100, mixed precision, 224×224, the largest batches):",
    "",
    ...paperLines(train.results.map(({ name }) => name)),
    "",
    ...disturbanceParagraphs([...train.disturbed, ...infer.disturbed]),
  ].join("\n");
}

/** A panel for each column. */
export function tableChart({ measurements, largestBatches }: TableMeasurement): BarChart {
  const [train, infer] = measurements;
  const first = train.results[0];
  const [reference = "resnet50"] = train.baselines;
  const panels: BarPanel[] = [
    { title: "training, images/s", bars: train.results.map((result) => resultBar(result, train.baselines)) },
    { title: "inference, images/s", bars: infer.results.map((result) => resultBar(result, infer.baselines)) },
  ];
  if (largestBatches !== null) {
    const bars = Object.entries(largestBatches.batches).map(([name, batch]): Bar => {
      const [, ratio = ""] = batchCells(name, reference, largestBatches);
      const label = name === reference ? batchText(batch) : `${batchText(batch)} · ${ratio}× ${reference}`;
      return { name, spread: { lower: batch, median: batch, upper: batch }, label, tone: "ours" };
    });
    panels.push({ title: `largest training batch in ${gigabytes(largestBatches.budget)}`, bars });
  }
  return {
    title: `ResNet-50 and TResNet: ${first?.precision}, ${first?.case.imageSize}×${first?.case.imageSize}, batch ${first?.case.batchSize}`,
    panels,
    notes: [machineLine(train), ...contestNotes(measurements)],
  };
}

function speedCells(result: SideResult | undefined, reference: string, column: "train" | "infer"): string[] {
  if (result === undefined) return ["", "", ""];
  const ratio = result.speedups[reference];
  return [
    withQuartiles(result.imagesPerSecond, 1),
    ratio === undefined ? "" : withQuartiles(ratio, 2),
    paperRatio(result.name, reference, column),
  ];
}

function batchCells(name: string, reference: string, { batches }: LargestBatches): string[] {
  const [own = Number.NaN, other = Number.NaN] = [batches[name], batches[reference]];
  return [batchText(own), other > 0 ? (own / other).toFixed(2) : "", paperRatio(name, reference, "largestBatch")];
}

function paperRatio(name: string, reference: string, column: keyof PaperRow): string {
  const [own, other] = [paperRow(name), paperRow(reference)];
  return own === undefined || other === undefined ? "" : (own[column] / other[column]).toFixed(2);
}

function paperLines(names: readonly string[]): string[] {
  const rows = names.flatMap((name) => {
    const row = paperRow(name);
    return row === undefined
      ? []
      : [[name, row.train, row.infer, row.largestBatch, `${row.top1.toFixed(1)} %`].map(String)];
  });
  const head = ["model", "training, images/s", "inference, images/s", "largest batch", "ImageNet top-1"];
  return markdownTable(head, rows);
}

function paperRow(name: string): PaperRow | undefined {
  const known = tableModels.find((model): model is TableModel => model === name);
  return known && paperTable[known];
}

/** The ablation as Markdown and as a chart. */

import type { Bar, BarChart, BarPanel } from "@tresnet/charts";
import { contestNotes } from "../output/contest-chart.ts";
import { disturbanceParagraphs } from "../processes/disturbance.ts";
import type { Task } from "../terms/cases.ts";
import { machineLine } from "../terms/machine-line.ts";
import type { Contest, SideResult } from "../terms/measurement.ts";
import { gigabytes } from "../text/byte-count.ts";
import { countOf } from "../text/count-of.ts";
import { markdownTable } from "../text/markdown-table.ts";
import { type Spread, spread } from "../text/statistics.ts";
import { withQuartiles } from "../text/with-quartiles.ts";
import type { AblationMeasurement, AblationRow } from "./measure-ablation.ts";

/** A row for the net, and one for each change with its ratios to the net. */
export function ablationReport({ rows, measurements }: AblationMeasurement): string {
  const [net, ...changed] = rows;
  const [first] = measurements;
  if (net === undefined || first === undefined) return "";
  const about = first.results[0];
  const head = [
    ...["change", "of", "weights", "training, images/s", `times ${net.name}`],
    ...["inference, images/s", `times ${net.name}`, "peak memory in training", `times ${net.name}`],
  ];
  const cells = changed.map((row) => [
    ...[row.name, row.refinement, millions(row.parameters)],
    ...speedCells(findResult(measurements, row.name, "train"), net.name),
    ...speedCells(findResult(measurements, row.name, "infer"), net.name),
    ...[memoryText(row), memoryRatio(row, net)],
  ]);
  const whole = [net.name, "", millions(net.parameters), netSpeed(measurements, net.name, "train"), "1"];
  whole.push(netSpeed(measurements, net.name, "infer"), "1", memoryText(net), "1");
  return [
    `## ${net.name}, its refinements one by one: ${about?.precision}, ${about?.case.imageSize}×${about?.case.imageSize}, batch ${about?.case.batchSize}`,
    "",
    `Every change and the net itself in turns: ${countOf(first.rounds, "round")} of ${countOf(first.stepsPerTurn, "step")}, after ${countOf(first.warmUpSteps, "step")} of warm-up, ` +
      `${first.threads} threads. Median [quartiles]; ratios round by round. Above 1 the change is faster, or takes more memory.`,
    machineLine(first),
    "",
    ...markdownTable(head, [whole, ...cells]),
    "",
    ...disturbanceParagraphs(measurements.flatMap(({ disturbed }) => disturbed)),
  ].join("\n");
}

/** The ratios to the net: training, inference, memory. */
export function ablationChart({ rows, measurements }: AblationMeasurement): BarChart {
  const [net, ...changed] = rows;
  const [first] = measurements;
  const about = first?.results[0];
  const ratios = (task: Task): Bar[] =>
    changed.flatMap(({ name }) => {
      const ratio = findResult(measurements, name, task)?.speedups[net?.name ?? ""];
      return ratio === undefined ? [] : [ratioBar(name, ratio)];
    });
  const memory = changed.flatMap(({ name, peakMemoryBytes: own }) => {
    const whole = net?.peakMemoryBytes;
    return own && whole ? [ratioBar(name, spread([own / whole]))] : [];
  });
  const panels: BarPanel[] = [
    { title: `speed of training, times ${net?.name}`, bars: ratios("train") },
    { title: `speed of inference, times ${net?.name}`, bars: ratios("infer") },
    { title: `peak memory in training, times ${net?.name}`, bars: memory },
  ];
  return {
    title: `${net?.name} changed: ${about?.precision}, ${about?.case.imageSize}×${about?.case.imageSize}, batch ${about?.case.batchSize}`,
    panels: panels.filter(({ bars }) => bars.length > 0),
    notes: first === undefined ? [] : [machineLine(first), ...contestNotes(measurements)],
  };
}

function ratioBar(name: string, ratio: Spread): Bar {
  return { name, spread: ratio, label: `${ratio.median.toFixed(2)}×`, tone: "ours" };
}

function findResult(measurements: readonly Contest[], name: string, task: Task): SideResult | undefined {
  return measurements.flatMap(({ results }) => results).find((one) => one.name === name && one.case.task === task);
}

function speedCells(result: SideResult | undefined, net: string): string[] {
  const ratio = result?.speedups[net];
  return result === undefined || ratio === undefined
    ? ["as the net", ""]
    : [withQuartiles(result.imagesPerSecond, 1), withQuartiles(ratio, 2)];
}

/** The net took part in every run: over all of its rounds. */
function netSpeed(measurements: readonly Contest[], net: string, task: Task): string {
  const rounds = measurements
    .flatMap(({ results }) => results)
    .filter((result) => result.name === net && result.case.task === task)
    .flatMap((result) => result.roundsMs.map((ms) => (1000 * result.case.batchSize) / ms));
  return rounds.length === 0 ? "" : withQuartiles(spread(rounds), 1);
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(1)} M`;
}

function memoryText({ peakMemoryBytes }: AblationRow): string {
  return peakMemoryBytes === null ? "out of memory" : gigabytes(peakMemoryBytes);
}

function memoryRatio({ peakMemoryBytes: own }: AblationRow, { peakMemoryBytes: whole }: AblationRow): string {
  return own && whole ? (own / whole).toFixed(2) : "";
}

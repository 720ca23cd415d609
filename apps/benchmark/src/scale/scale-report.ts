/** A measurement of `scale` as Markdown. */
import { disturbanceParagraphs } from "../processes/disturbance.ts";
import { machineLine } from "../terms/machine-line.ts";
import { countOf } from "../text/count-of.ts";
import { markdownTable } from "../text/markdown-table.ts";
import { withQuartiles } from "../text/with-quartiles.ts";
import type { ScaleMeasurement } from "./measure-scale.ts";
import { backwardShare, bucketBytes, plannedEfficiency } from "./plan.ts";
import { exposures, planChecks, planParts } from "./scale-figures.ts";
import { baselineOf } from "./scale-ways.ts";

const machines = [2, 4, 8, 16, 32, 64] as const;
const gigabits = [1, 10, 25, 100] as const;

/** The ways in turns, the sums by themselves, and what more machines would give. */
export function scaleReport(measured: ScaleMeasurement): string {
  const { case: shared, disturbed, absent } = measured;
  const { model, imageSize, batchSize } = shared;
  return [
    `## ${model}, ${imageSize}×${imageSize}, batch ${batchSize} a process: training on several processes`,
    "",
    ...conditions(measured),
    "",
    ...waysTable(measured),
    "",
    ...exposureLines(measured),
    "### Sums over all processes by themselves",
    "",
    ...reductionsTable(measured),
    "",
    ...plan(measured),
    ...disturbanceParagraphs(disturbed),
    ...absent.map(({ peer, reason }) => `${peer} is absent: ${reason}\n`),
  ].join("\n");
}

function conditions(measured: ScaleMeasurement): string[] {
  const { rounds, stepsPerTurn, warmUpSteps, cores, results, machine } = measured;
  const parameters = results[0]?.parameters ?? 0;
  return [
    `${(parameters / 1e6).toFixed(1)} M weights. Each process has a core of its own out of ${cores} and one thread. ` +
      `${countOf(rounds, "round")} of ${countOf(stepsPerTurn, "step")}, in turns, after ${countOf(warmUpSteps, "step")} of warm-up. ` +
      "Median [quartiles]; ratios round by round, to one process of the same library.",
    "Before that, all computed the same logits, loss, gradient norm and update from the same weights and images.",
    machineLine({ machine, results }),
  ];
}

function waysTable(measured: ScaleMeasurement): string[] {
  const { ways, results, own, processorMs } = measured;
  const head = [
    "",
    "images/s",
    "ms a step",
    "ms of a core",
    "times one process",
    "of the ideal",
    "peak memory of a process",
  ];
  const rows = ways.flatMap((way, index) => {
    const result = results[index];
    const ratio = result?.speedups[baselineOf(way, own)];
    const processor = processorMs[index];
    if (result === undefined || ratio === undefined || processor === undefined) return [];
    return [
      [
        way.name,
        withQuartiles(result.imagesPerSecond, 2),
        withQuartiles(result.stepMs, result.stepMs.median < 100 ? 1 : 0),
        withQuartiles(processor, processor.median < 100 ? 1 : 0),
        withQuartiles(ratio, 2),
        `${((100 * ratio.median) / way.processes).toFixed(1)} %`,
        `${(result.peakMemoryBytes / 1e9).toFixed(2)} GB`,
      ],
    ];
  });
  return markdownTable(head, rows);
}

/** What of the sums is not hidden behind computing, a paragraph for each way. */
function exposureLines(measured: ScaleMeasurement): string[] {
  return exposures(measured).flatMap(({ name, apartMs, togetherMs, reduceMs, processorMs, share }) => [
    `${name}: a step takes ${togetherMs.toFixed(0)} ms, and ${apartMs.toFixed(0)} where each trains for itself. The gradients' sums alone ` +
      `take ${reduceMs.toFixed(0)} ms (${processorMs.toFixed(0)} of a core): ${(100 * share).toFixed(0)} % of that is not hidden behind computing.`,
    "",
  ]);
}

function reductionsTable({ reductions }: ScaleMeasurement): string[] {
  const head = ["", "numbers", "MB", "ms", "MB/s", "ms of a core"];
  const rows = reductions.map(({ team, elements, gradientFormat, ms, processorMs }) => {
    const megabytes = (elements * (gradientFormat === "bfloat16" ? 2 : 4)) / 1e6;
    const digits = ms.median < 10 ? 2 : 0;
    return [
      team,
      String(elements),
      megabytes < 0.1 ? "" : megabytes.toFixed(1),
      withQuartiles(ms, digits),
      megabytes < 0.1 ? "" : ((1000 * megabytes) / ms.median).toFixed(0),
      processorMs.toFixed(digits),
    ];
  });
  return markdownTable(head, rows);
}

/** What more machines would give, by the parts that were measured; nothing where two processes were not. */
function plan(measured: ScaleMeasurement): string[] {
  const formats = new Set(measured.ways.flatMap(({ gradientFormat }) => gradientFormat ?? []));
  const tables = [...formats].flatMap((format) => {
    const parts = planParts(measured, format);
    if (parts === undefined) return [];
    const { stepMs, handlingMs, gradientBytes, hopMs } = parts;
    const rows = machines.map((count) => [
      String(count),
      ...gigabits.map(
        (each) => `${(100 * plannedEfficiency(parts, { machines: count, gigabits: each })).toFixed(0)} %`,
      ),
    ]);
    return [
      `Gradients in ${format}: ${(gradientBytes / 1e6).toFixed(1)} MB a step, ${stepMs.toFixed(0)} ms a step on one, ` +
        `${handlingMs.toFixed(0)} ms for two to handle the bytes, ${hopMs.toFixed(2)} ms a hop.`,
      "",
      ...markdownTable(["machines", ...gigabits.map((each) => `${each} Gb/s`)], rows),
      "",
    ];
  });
  if (tables.length === 0) return [];
  const checks = planChecks(measured).map(
    ({ megabits, plannedMs, measuredMs }) =>
      `- ${megabits} Mb/s: planned ${plannedMs.toFixed(0)} ms a step, measured ${measuredMs.toFixed(0)}`,
  );
  return [
    "### What more machines would give",
    "",
    "Each machine as one of these processes. Share of the images of as many machines that train for themselves: a step is " +
      "its own time, the handling of the bytes, and what is left of a ring's 2(n−1)/n of the bytes and its hops after " +
      `${(100 * backwardShare).toFixed(0)} % of the step, in which gradients can travel; the last ${bucketBytes / 1e6} MB can't begin before. ` +
      "That one machine is slower than the others is not in it.",
    "",
    ...tables,
    ...(checks.length === 0 ? [] : ["Two processes in networks held to that:", "", ...checks, ""]),
  ];
}

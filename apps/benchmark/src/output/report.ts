/** A measurement as Markdown, for people; JSON.stringify gives the one for machines. */

import type { Measurement } from "../contest/measure.ts";
import { disturbanceParagraphs } from "../processes/disturbance.ts";
import { machineLine } from "../terms/machine-line.ts";
import type { SideResult } from "../terms/measurement.ts";
import { countOf } from "../text/count-of.ts";
import { withQuartiles } from "../text/with-quartiles.ts";

/** The measurement as a heading, its conditions and a table. */
export function markdownReport(measurement: Measurement): string {
  const { baselines, results, absent, disturbed } = measurement;
  const { task, model, detector, imageSize, batchSize } = measurement.case;
  const trains = task === "train";
  const head = [
    ...["side", "images/s", "ms a step"],
    ...baselines.map((name) => `times ${name}`),
    "peak memory",
    ...(trains ? ["loss, first → last"] : []),
  ];
  const rows = results.map((result) => row(result, baselines));
  const missing = absent.map(({ peer }) => head.map((_, column) => (column === 0 ? peer : "absent")));
  const table = [head, head.map(() => "---"), ...rows, ...missing].map((cells) => `| ${cells.join(" | ")} |`);
  return [
    `## ${detector?.name ?? model}, ${imageSize}×${imageSize}, batch ${batchSize}: ${trains ? "training" : "inference"}`,
    "",
    ...conditions(measurement),
    "",
    ...table,
    "",
    ...disturbanceParagraphs(disturbed),
    ...absent.map(({ peer, reason }) => `${peer} is absent: ${reason}\n`),
  ].join("\n");
}

function conditions(measurement: Measurement): string[] {
  const { rounds, stepsPerTurn, warmUpSteps, threads, cores, results } = measurement;
  const parameters = results[0]?.parameters ?? 0;
  const outputs = measurement.case.task === "train" ? "logits, loss, gradient norm and update" : "logits";
  const pinned = cores === null ? "" : ` on cores ${cores}`;
  return [
    `${(parameters / 1e6).toFixed(1)} M weights. ${countOf(rounds, "round")} of ${countOf(stepsPerTurn, "step")} a side, in turns, ` +
      `after ${countOf(warmUpSteps, "step")} of warm-up, ${threads} threads a side${pinned}. Median [quartiles]; ratios round by round.`,
    `Before that, all sides computed the same ${outputs} from the same weights and images.`,
    ...rounded(results),
    machineLine(measurement),
  ];
}

/** How near the answers in 8 bits are, a sentence for each side that computes in them. */
function rounded(results: readonly SideResult[]): string[] {
  return results.flatMap(({ name, precision, outputs: { compared } }) => {
    if (precision !== "int8" || compared === undefined) return [];
    const [apart, same] = [compared.distance, compared.agreement].map((share) => `${(100 * share).toFixed(1)} %`);
    return [
      `${name}: logits ${apart} from those of ${compared.to} (root of the mean square), ${same} of the answers the same.`,
    ];
  });
}

function row(result: SideResult, baselines: readonly string[]): string[] {
  const { side, imagesPerSecond, stepMs, speedups, peakMemoryBytes, outputs, lastLoss } = result;
  return [
    side,
    withQuartiles(imagesPerSecond, 2),
    withQuartiles(stepMs, stepMs.median < 100 ? 1 : 0),
    ...baselines.map((name) => (speedups[name] === undefined ? "" : withQuartiles(speedups[name], 2))),
    `${(peakMemoryBytes / 1e9).toFixed(2)} GB`,
    ...(outputs.loss === null || lastLoss === null ? [] : [`${outputs.loss.toFixed(4)} → ${lastLoss.toFixed(4)}`]),
  ];
}

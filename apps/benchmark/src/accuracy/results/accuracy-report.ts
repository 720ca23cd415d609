/** Accuracies and times as Markdown. */

import { disturbanceParagraphs } from "../../processes/disturbance.ts";
import { describe } from "../../terms/machine.ts";
import { countOf } from "../../text/count-of.ts";
import { markdownTable } from "../../text/markdown-table.ts";
import { spread } from "../../text/statistics.ts";
import { withQuartiles } from "../../text/with-quartiles.ts";
import { accuracyRecipe, cifar } from "../sides/accuracy-recipe.ts";
import type { AccuracyMeasurement, SeedRun, SidePair, SideSummary } from "./accuracy-result.ts";
import { finalAccuracy } from "./summarize-accuracy.ts";

/** The measurement as a heading, its conditions, and tables of sides, pairs and seeds. */
export function accuracyReport(measurement: AccuracyMeasurement): string {
  const { conditions, seeds, missing, sides, pairs, disturbed, absent } = measurement;
  const { model, epochs } = conditions.settings;
  const nothing = absent.map(({ peer }) => [peer, "absent", "absent", "absent"]);
  return [
    `## ${model} on CIFAR-10: ${countOf(epochs, "epoch")} from scratch, ${countOf(seeds.length, "seed")} a side`,
    "",
    ...conditionLines(measurement),
    "",
    ...markdownTable(["side", "test accuracy, %", "seconds an epoch", "images/s"], [...sides.map(sideRow), ...nothing]),
    "",
    ...pairTable(pairs),
    ...markdownTable(
      ["seed", ...sides.flatMap(({ side }) => [`${side}, %`, "s an epoch"])],
      seeds.map((run) => seedRow(run, sides)),
    ),
    "",
    ...(missing.length === 0
      ? []
      : [`Not finished: ${missing.length === 1 ? "seed" : "seeds"} ${missing.join(", ")}.\n`]),
    ...disturbanceParagraphs(disturbed),
    ...absent.map(({ peer, reason }) => `${peer} is absent: ${reason}\n`),
  ].join("\n");
}

function conditionLines({ conditions, sides }: AccuracyMeasurement): string[] {
  const { settings, data, cores, machine } = conditions;
  const { batchSize, learningRate, weightDecay, threads } = settings;
  const { momentum, smoothing, padding } = accuracyRecipe;
  const parameters = ((sides[0]?.parameters ?? Number.NaN) / 1e6).toFixed(2);
  const versions = new Set(sides.flatMap((side) => Object.entries(side.versions).map((pair) => pair.join(" "))));
  const pinned = cores === null ? "" : ` on cores ${cores}`;
  return [
    `${parameters} M weights, images of ${cifar.size}×${cifar.size}: ${thousands(data.trainImages)} to train on, ${thousands(data.testImages)} to test, ` +
      `the same for all (SHA-256 ${data.sha256.slice(0, 12)}…). Batch ${batchSize}, SGD with Nesterov momentum ${momentum}, one cycle up to ${learningRate}, ` +
      `weight decay ${weightDecay}, label smoothing ${smoothing}, flips and crops out of ${padding} reflected pixels around.`,
    `Sides take turns, epoch by epoch, ${countOf(threads, "thread")} each${pinned}. Accuracy is that after the last epoch, mean ± standard deviation of seeds; ` +
      "an epoch's time is its training alone, median [quartiles]; ratios are of the same epoch.",
    `${describe(machine)}, ${[...versions].join(", ")}.`,
  ];
}

function sideRow({ side, meanAccuracy, standardDeviation, secondsPerEpoch, imagesPerSecond }: SideSummary): string[] {
  const accuracy = withError(percent(meanAccuracy), standardDeviation === null ? null : 100 * standardDeviation);
  return [side, accuracy, withQuartiles(secondsPerEpoch, 1), withQuartiles(imagesPerSecond, 0)];
}

function pairTable(pairs: readonly SidePair[]): string[] {
  if (pairs.length === 0) return [];
  const rows = pairs.map(({ side, against, points, standardErrorPoints, timeRatio }) => {
    const difference = `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(2)}`;
    return [`${side} against ${against}`, withError(difference, standardErrorPoints), withQuartiles(timeRatio, 3)];
  });
  return [...markdownTable(["sides", "accuracy, points (± standard error)", "time, times"], rows), ""];
}

function seedRow({ seed, runs }: SeedRun, sides: readonly SideSummary[]): string[] {
  const cells = sides.flatMap(({ side }) => {
    const run = runs.find((candidate) => candidate.side === side);
    if (run === undefined) return ["", ""];
    const { median } = spread(run.epochs.map(({ seconds }) => seconds));
    return [percent(finalAccuracy(run)), median.toFixed(1)];
  });
  return [String(seed), ...cells];
}

function withError(text: string, error: number | null): string {
  return error === null ? text : `${text} ± ${error.toFixed(2)}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}

function thousands(count: number): string {
  return count.toLocaleString("en-US");
}

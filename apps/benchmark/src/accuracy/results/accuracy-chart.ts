/** Accuracies and times as a chart. */
import type { Bar, BarChart } from "@tresnet/charts";
import { disturbanceNotes } from "../../processes/disturbance.ts";
import { describe } from "../../terms/machine.ts";
import { countOf } from "../../text/count-of.ts";
import { spread } from "../../text/statistics.ts";
import { accuracySides } from "../sides/accuracy-sides.ts";
import type { AccuracyMeasurement, SideSummary } from "./accuracy-result.ts";

/** A panel of accuracies, and one of times. */
export function accuracyChart({ conditions, seeds, sides, pairs, absent, disturbed }: AccuracyMeasurement): BarChart {
  const { model, epochs } = conditions.settings;
  const missing = absent.map(({ peer }): Bar => ({ name: peer, spread: null, label: "absent", tone: "other" }));
  const ratioText = (side: string) =>
    pairs.filter((pair) => pair.side === side).map((pair) => `${pair.timeRatio.median.toFixed(2)}× ${pair.against}`);
  const accuracies = sides.map((summary): Bar => {
    const percents = summary.accuracies.map((share) => 100 * share);
    return bar(summary, spread(percents), [`mean ${(100 * summary.meanAccuracy).toFixed(2)}`]);
  });
  const times = sides.map((summary): Bar => {
    const { side, secondsPerEpoch } = summary;
    return bar(summary, secondsPerEpoch, [secondsPerEpoch.median.toFixed(1), ...ratioText(side)]);
  });
  return {
    title: `tresnet-bench: ${model} on CIFAR-10, ${countOf(epochs, "epoch")}, ${countOf(seeds.length, "seed")} a side`,
    panels: [
      { title: "test accuracy, %: median and quartiles of the seeds", bars: [...accuracies, ...missing] },
      { title: "seconds an epoch of training: median and quartiles", bars: [...times, ...missing] },
    ],
    notes: [`${describe(conditions.machine)}.`, ...disturbanceNotes(disturbed)],
  };
}

function bar({ side }: SideSummary, values: Bar["spread"], label: readonly string[]): Bar {
  const tone = accuracySides[side].runner === "tresnet" ? "ours" : "other";
  return { name: side, spread: values, label: label.join(" · "), tone };
}

/** Runs in turns as a chart: images a second, with the ratios. */

import type { Bar, BarChart, BarPanel } from "@tresnet/charts";
import { disturbanceNotes } from "../processes/disturbance.ts";
import { sides } from "../terms/cases.ts";
import { machineLine } from "../terms/machine-line.ts";
import type { Contest, SideResult } from "../terms/measurement.ts";
import { barOf, missingBars } from "./side-bars.ts";

/** A panel of bars for each contest, in its order. */
export function contestChart(contests: readonly Contest[]): BarChart {
  const [first] = contests;
  const one = first?.results[0]?.case;
  return {
    title: `tresnet-bench: ${one?.task === "infer" ? "inference" : "training"} of ${one?.detector?.name ?? one?.model}, ${one?.imageSize}×${one?.imageSize}`,
    panels: contests.map(contestPanel),
    notes: first === undefined ? [] : [machineLine(first), ...contestNotes(contests)],
  };
}

/** Why numbers of contests are doubtful, a sentence each. */
export function contestNotes(contests: readonly Contest[]): string[] {
  return disturbanceNotes(contests.flatMap(({ disturbed }) => disturbed));
}

function contestPanel({ results, baselines, absent }: Contest): BarPanel {
  return {
    title: `images/s at batch ${results[0]?.case.batchSize}: median and quartiles`,
    bars: [...results.map((result) => resultBar(result, baselines)), ...missingBars(absent)],
  };
}

/** A result's bar, labelled with its ratios to others. */
export function resultBar(result: SideResult, baselines: readonly string[]): Bar {
  const ratios = baselines.flatMap((name) => {
    const ratio = result.speedups[name];
    return ratio === undefined || name === result.name ? [] : [`${ratio.median.toFixed(2)}× ${name}`];
  });
  const label = [imagesText(result.imagesPerSecond.median), ...ratios].join(" · ");
  return barOf(result.name, result.imagesPerSecond, label, sides[result.side].runner);
}

function imagesText(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0);
}

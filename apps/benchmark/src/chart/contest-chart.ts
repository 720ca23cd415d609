/** Runs in turns as a chart: images a second, with the ratios. */
import { sides } from "../cases.ts";
import { machineLine } from "../machine-line.ts";
import type { Contest, SideResult } from "../measurement.ts";
import type { Bar, BarChart, Panel } from "./bar-chart.ts";

/** A panel of bars for each contest, in its order. */
export function contestChart(contests: readonly Contest[]): BarChart {
  const [first] = contests;
  const one = first?.results[0]?.case;
  return {
    title: `tresnet-bench: ${one?.task === "infer" ? "inference" : "training"} of ${one?.model}, ${one?.imageSize}×${one?.imageSize}`,
    panels: contests.map(contestPanel),
    notes: first === undefined ? [] : [machineLine(first), ...contestNotes(contests)],
  };
}

/** Why numbers of contests are doubtful, a sentence each. */
export function contestNotes(contests: readonly Contest[]): string[] {
  const reasons = new Set(contests.flatMap(({ disturbed }) => disturbed));
  return [...reasons].map((reason) => `Disturbed: ${reason}.`);
}

function contestPanel({ results, baselines, absent }: Contest): Panel {
  const missing = absent.map(({ peer }): Bar => ({ name: peer, spread: null, label: "absent", tone: "other" }));
  return {
    title: `images/s at batch ${results[0]?.case.batchSize}: median and quartiles`,
    bars: [...results.map((result) => resultBar(result, baselines)), ...missing],
  };
}

/** A result's bar, labelled with its ratios to others. */
export function resultBar(result: SideResult, baselines: readonly string[]): Bar {
  const ratios = baselines.flatMap((name) => {
    const ratio = result.speedups[name];
    return ratio === undefined || name === result.name ? [] : [`${ratio.median.toFixed(2)}× ${name}`];
  });
  return {
    name: result.name,
    spread: result.imagesPerSecond,
    label: [imagesText(result.imagesPerSecond.median), ...ratios].join(" · "),
    tone: sides[result.side].runner === "tresnet" ? "ours" : "other",
  };
}

function imagesText(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0);
}

/** Starts as a chart: a panel for each batch size. */

import type { BarChart, BarPanel } from "@tresnet/charts";
import { barOf, missingBars } from "../output/side-bars.ts";
import { disturbanceNotes } from "../processes/disturbance.ts";
import { sides } from "../terms/cases.ts";
import { machineLine } from "../terms/machine-line.ts";
import type { StartupMeasurement } from "./measure-startup.ts";

/** Panels in the order of the measurements, which are of one model and machine. */
export function startupChart(measurements: readonly StartupMeasurement[]): BarChart {
  const [first] = measurements;
  const { model, imageSize, task } = first?.case ?? {};
  return {
    title: `tresnet-bench: start to the first ${task === "infer" ? "inference" : "training"} step of ${model}, ${imageSize}×${imageSize}`,
    panels: measurements.map(panel),
    notes:
      first === undefined
        ? []
        : [machineLine(first), ...disturbanceNotes(measurements.flatMap(({ disturbed }) => disturbed))],
  };
}

function panel({ case: { batchSize }, results, absent }: StartupMeasurement): BarPanel {
  const bars = results.map(({ side, partsMs: { total, trace } }) => {
    const { lower, median, upper } = total;
    const seconds = { lower: lower / 1000, median: median / 1000, upper: upper / 1000 };
    const traced = trace.median > 0 ? ` · trace ${(trace.median / 1000).toFixed(2)} s` : "";
    return barOf(side, seconds, `${seconds.median.toFixed(2)} s${traced}`, sides[side].runner);
  });
  return { title: `s at batch ${batchSize}: median and quartiles`, bars: [...bars, ...missingBars(absent)] };
}

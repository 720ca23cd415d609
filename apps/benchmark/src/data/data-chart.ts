/** Image pipelines as a chart: a panel for each count of workers. */
import type { BarChart, BarPanel } from "@tresnet/charts";
import { barOf, missingBars } from "../output/side-bars.ts";
import { disturbanceNotes } from "../processes/disturbance.ts";
import { describe } from "../terms/machine.ts";
import type { DataMeasurement } from "./measure-data.ts";

export function dataChart({ case: options, results, absent, machine, disturbed }: DataMeasurement): BarChart {
  const counts = [...new Set(results.map(({ workers }) => workers))];
  return {
    title: `tresnet-bench: JPEG files to batches of ${options.batchSize}, random crops ${options.imageSize}×${options.imageSize}`,
    panels: counts.map((count): BarPanel => {
      const bars = results
        .filter(({ workers }) => workers === count)
        .map(({ side, imagesPerSecond, oursTimes }) => {
          const ratio = oursTimes === null ? "" : ` · ours is ${oursTimes.median.toFixed(2)}×`;
          const label = `${imagesPerSecond.median.toFixed(0)}${ratio}`;
          return barOf(side, imagesPerSecond, label, side);
        });
      return {
        title: `images/s, ${count} ${count === 1 ? "worker" : "workers"}: median and quartiles`,
        bars: [...bars, ...missingBars(absent)],
      };
    }),
    notes: [`${describe(machine)}.`, ...disturbanceNotes(disturbed)],
  };
}

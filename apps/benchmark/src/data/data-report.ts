/** A measurement of image pipelines as Markdown. */

import { disturbanceParagraphs } from "../processes/disturbance.ts";
import { describe } from "../terms/machine.ts";
import { countOf } from "../text/count-of.ts";
import { markdownTable } from "../text/markdown-table.ts";
import { withQuartiles } from "../text/with-quartiles.ts";
import type { DataMeasurement, DataResult } from "./measure-data.ts";

/** The measurement as a heading, its conditions, a table, and the ratio to the fastest peer. */
export function dataReport(measurement: DataMeasurement): string {
  const { case: options, meanFileBytes, rounds, warmUpTurns, machine, results, absent, disturbed } = measurement;
  const head = ["side", "workers", "cores", "images/s", "ours, times this"];
  const missing = absent.map(({ peer }) => [peer, ...head.slice(1).map(() => "absent")]);
  const versions = new Set(
    results.flatMap(({ versions: { node: _, ...others } }) =>
      Object.entries(others).map(([name, version]) => `${name} ${version}`),
    ),
  );
  return [
    `## Images from JPEG files to batches: random resized crop ${options.imageSize}, batch ${options.batchSize}`,
    "",
    `${options.photos} photos of 500×375, ${(meanFileBytes / 1000).toFixed(0)} kB each, seed ${options.seed}. ${countOf(rounds, "round")} of ` +
      `${options.imagesPerTurn} images a side, in turns, after ${countOf(warmUpTurns, "turn")} of warm-up. Median [quartiles]; ratios round by round.`,
    "Before that, all sides made the same evaluation batch of the same photos.",
    `${describe(machine)}; ${[...versions].join(", ")}.`,
    "",
    ...markdownTable(head, [...results.map(row), ...missing]),
    "",
    ...bestPeers(results),
    ...disturbanceParagraphs(disturbed),
    ...absent.map(({ peer, reason }) => `${peer} is absent: ${reason}\n`),
  ].join("\n");
}

/** A line for each count of workers: how we stand to the fastest peer. */
function bestPeers(results: readonly DataResult[]): string[] {
  const counts = [...new Set(results.map(({ workers }) => workers))];
  return counts.flatMap((count) => {
    const peers = results.filter(({ workers, oursTimes }) => workers === count && oursTimes !== null);
    const best = peers.toSorted((a, b) => b.imagesPerSecond.median - a.imagesPerSecond.median)[0];
    if (!best?.oursTimes) return [];
    return [
      `Workers ${count}: the fastest peer is ${best.side}; ours is ${withQuartiles(best.oursTimes, 2)} times as fast.\n`,
    ];
  });
}

function row({ side, workers, cores, imagesPerSecond, oursTimes }: DataResult): string[] {
  return [
    side,
    String(workers),
    cores ?? "any",
    withQuartiles(imagesPerSecond, 0),
    oursTimes === null ? "" : withQuartiles(oursTimes, 2),
  ];
}

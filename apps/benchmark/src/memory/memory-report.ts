/** Memory as Markdown. */

import { machineLine } from "../terms/machine-line.ts";
import { gigabytes } from "../text/byte-count.ts";
import { markdownTable } from "../text/markdown-table.ts";
import { batchText, resolution } from "./largest-batch.ts";
import type { MemoryMeasurement } from "./measure-memory.ts";

/** One task's memory as a heading, its conditions and a table. */
export function memoryReport({ task, case: shared, batchSizes, budget, results, absent, ...rest }: MemoryMeasurement) {
  const { steps, threads, cores, machine } = rest;
  const head = [
    "side",
    ...batchSizes.map((batchSize) => `batch ${batchSize}`),
    ...(budget === null ? [] : [`largest batch in ${gigabytes(budget)}`]),
  ];
  const rows = results.map(({ side, peakBytes, largestBatch }) => [
    side,
    ...peakBytes.map((bytes) => (bytes === null ? "out of memory" : gigabytes(bytes))),
    ...(budget === null ? [] : [largestBatch === null ? "" : batchText(largestBatch)]),
  ]);
  const missing = absent.map(({ peer }) => head.map((_, column) => (column === 0 ? peer : "absent")));
  const precise = `The largest batch is exact to ${(100 * resolution).toFixed(0)} %.`;
  return [
    `## ${shared.model}, ${shared.imageSize}×${shared.imageSize}: peak memory, ${task === "train" ? "training" : "inference"}`,
    "",
    `The most memory that a fresh process held (its resident set) for ${steps} ${steps === 1 ? "step" : "steps"}, ${threads} threads` +
      `${cores === null ? "" : ` on cores ${cores}`}. ${budget === null ? "" : precise}`.trimEnd(),
    machineLine({ machine, results }),
    "",
    ...markdownTable(head, [...rows, ...missing]),
    "",
    ...absent.map(({ peer, reason }) => `${peer} is absent: ${reason}\n`),
  ].join("\n");
}

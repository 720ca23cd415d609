/** Starts as Markdown. */
import { disturbanceParagraphs } from "../processes/disturbance.ts";
import { machineLine } from "../terms/machine-line.ts";
import { markdownTable } from "../text/markdown-table.ts";
import type { Spread } from "../text/statistics.ts";
import { type StartupMeasurement, startParts } from "./measure-startup.ts";

/** Starts as a heading, their conditions and a table with one row for each part. */
export function startupReport({ case: shared, rounds, threads, cores, machine, results, ...rest }: StartupMeasurement) {
  const { absent, disturbed } = rest;
  const { task, model, imageSize, batchSize } = shared;
  const head = ["s", ...results.map(({ side }) => side), ...absent.map(({ peer }) => peer)];
  const rows = startParts.map((part) => [
    part,
    ...results.map(({ partsMs }) => seconds(partsMs[part])),
    ...absent.map(() => "absent"),
  ]);
  const calls = ["TensorFlow calls a step", ...results.map(({ nativeCalls }) => `${nativeCalls ?? "–"}`)];
  return [
    `## ${model}, ${imageSize}×${imageSize}, batch ${batchSize}: start to first ${task === "train" ? "training" : "inference"} step`,
    "",
    `${rounds} fresh processes a side, in turns, after one not measured, ${threads} threads` +
      `${cores === null ? "" : ` on cores ${cores}`}. Seconds, median [quartiles]; total is to the end of the first step.`,
    machineLine({ machine, results }),
    "",
    ...markdownTable(head, [...rows, [...calls, ...absent.map(() => "absent")]]),
    "",
    ...disturbanceParagraphs(disturbed),
    ...absent.map(({ peer, reason }) => `${peer} is absent: ${reason}\n`),
  ].join("\n");
}

function seconds({ lower, median, upper }: Spread): string {
  const text = (ms: number) => (ms / 1000).toFixed(2);
  return `${text(median)} [${text(lower)}–${text(upper)}]`;
}

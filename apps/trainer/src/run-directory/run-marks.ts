/** Short digests by which the files of one run are told from those of another, and from damaged ones. */
import { createHash } from "node:crypto";
import type { Position } from "./checkpoint-metadata.ts";
import type { DataFingerprint } from "./data-fingerprint.ts";
import type { EpochMetrics } from "./metrics-log.ts";

/**
 * The mark of a run's settings, of the command in its config.json: where data and output lie is no part of it, since
 * both may move.
 */
export function markOfSettings(command: string): string {
  const flags = command.slice(Math.max(0, command.indexOf(" --")));
  return digest(flags.replace(/ --output (?:'[^']*'|\S+)/, ""));
}

/** The mark of a run, of its settings and its data: its checkpoints carry it, and those of another run another. */
export function markOfRun(command: string, data: DataFingerprint): string {
  return digest(`${markOfSettings(command)} ${JSON.stringify(data)}`);
}

/** The mark of where a training stands. */
export function markOfPosition({ epoch, batch, lossSum, lossParts, correct, images, seconds, best }: Position): string {
  const place = [epoch, batch, lossSum, correct, images, seconds];
  return digest(JSON.stringify([...place, best?.epoch, best?.metric, best?.value, ...Object.entries(lossParts ?? {})]));
}

/** The mark of what was measured in an epoch. */
export function markOfMetrics(line: EpochMetrics): string {
  return digest(JSON.stringify(line));
}

/** The marks of all epochs up to the last that has a line; "" for one that has none. */
export function marksOfLines(lines: readonly EpochMetrics[]): string[] {
  const marks = new Map(lines.map((line) => [line.epoch, markOfMetrics(line)]));
  const last = Math.max(0, ...marks.keys());
  return Array.from({ length: last }, (_, index) => marks.get(index + 1) ?? "");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** metrics.jsonl: one line of JSON for each epoch, appended as it ends. */
import { appendFile, readFile } from "node:fs/promises";
import { replaceFile } from "@tresnet/engine";
import { z } from "zod";

const lineSchema = z.object({
  /** Counted from 1. */
  epoch: z.int(),
  /** Optimizer steps since the start. */
  step: z.int(),
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  learningRate: z.number(),
  valLoss: z.optional(z.number()),
  /** Of several labels per image: images whose labels are all right. */
  valAccuracy: z.optional(z.number()),
  valBalancedAccuracy: z.optional(z.number()),
  /** Only of several labels per image. */
  valMeanAveragePrecision: z.optional(z.number()),
  imagesPerSecond: z.number(),
  seconds: z.number(),
});

/** What was measured in one epoch. */
export type EpochMetrics = z.output<typeof lineSchema>;

/** Adds one line. */
export async function appendMetrics(file: string, metrics: EpochMetrics): Promise<void> {
  await appendFile(file, `${JSON.stringify(metrics)}\n`);
}

/**
 * The lines of the first `epochs` epochs; the file is cut back to them.
 *
 * A run that was killed may have logged an epoch that its checkpoint does not know, or half a line.
 */
export async function restoreMetrics(file: string, epochs: number): Promise<EpochMetrics[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  const kept = text
    .split("\n")
    .map(parseLine)
    .filter((line) => line !== undefined)
    .filter(({ epoch }) => epoch <= epochs);
  await replaceFile(file, (handle) => handle.writeFile(kept.map((line) => `${JSON.stringify(line)}\n`).join("")));
  return kept;
}

function parseLine(line: string): EpochMetrics | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

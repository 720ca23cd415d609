/** metrics.jsonl: one line of JSON for each epoch, appended as it ends. */
import { open } from "node:fs/promises";
import { CheckpointError } from "@tresnet/checkpoints";
import { errorCode, readWhole, replaceFile } from "@tresnet/files";
import { z } from "zod";

const lineSchema = z.object({
  /** Counted from 1. */
  epoch: z.int(),
  /** The batches since the start of the run. */
  step: z.int(),
  trainLoss: z.number(),
  /** The share of the training images that were answered right; a detector has none. */
  trainAccuracy: z.optional(z.number()),
  /** The losses that the training's loss is the sum of, where there are several. */
  trainLosses: z.optional(z.record(z.string(), z.number())),
  learningRate: z.number(),
  valLoss: z.optional(z.number()),
  /**
   * The share of images answered right: where an image has several labels, that of images whose labels are all right.
   */
  valAccuracy: z.optional(z.number()),
  valBalancedAccuracy: z.optional(z.number()),
  /** The mAP; only where an image has several labels. */
  valMeanAveragePrecision: z.optional(z.number()),
  /** COCO's AP, the mean over overlaps from 0.5 to 0.95; only of detectors. */
  valAveragePrecision: z.optional(z.number()),
  /** COCO's AP where an overlap of 0.5 is enough; only of detectors. */
  valAveragePrecision50: z.optional(z.number()),
  imagesPerSecond: z.number(),
  seconds: z.number(),
});

/** What was measured in one epoch. */
export type EpochMetrics = z.output<typeof lineSchema>;

/** Adds one line, which is on the disk when this resolves: the checkpoint that follows says so. */
export async function appendMetrics(file: string, metrics: EpochMetrics): Promise<void> {
  const handle = await open(file, "a");
  try {
    await handle.appendFile(`${JSON.stringify(metrics)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * The lines of the first `epochs` epochs; the file is cut back to them.
 *
 * A run that was killed may have logged an epoch that its checkpoint does not know, or half a line.
 */
export async function restoreMetrics(file: string, epochs: number): Promise<EpochMetrics[]> {
  const kept = (await readMetrics(file)).filter(({ epoch }) => epoch <= epochs);
  await replaceFile(file, (handle) => handle.writeFile(kept.map((line) => `${JSON.stringify(line)}\n`).join("")));
  return kept;
}

/** The whole lines of the file; none where the file does not exist. */
export async function readMetrics(file: string): Promise<EpochMetrics[]> {
  return (await readMetricsText(file))
    .split("\n")
    .map(parseLine)
    .filter((line) => typeof line !== "string");
}

/** A line has 300 bytes. */
const mostBytes = 2 ** 26;

/**
 * The text of the file; "" where it does not exist.
 * @throws CheckpointError naming the file, when it cannot be read or is too large to be one.
 */
export async function readMetricsText(file: string): Promise<string> {
  try {
    return (await readWhole(file, { mostBytes })).toString("utf8");
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return "";
    const reason = cause instanceof Error ? cause.message : cause;
    throw new CheckpointError(`${file}: expected the lines of a run's epochs, and can't read them (${reason}).`, {
      cause,
    });
  }
}

/** What a line says, or half a sentence on what is wrong with it. */
export function parseLine(line: string): EpochMetrics | string {
  try {
    const { data, error } = lineSchema.safeParse(JSON.parse(line));
    return data ?? `${error?.issues[0]?.path.join(".") || "line"}: ${error?.issues[0]?.message}`;
  } catch {
    return "it is no JSON";
  }
}

/** What a checkpoint says of itself besides its tensors: enough to predict with it, or to go on with the training. */
import { CheckpointError, openTensorFile } from "@tresnet/checkpoints";
import { modelNames } from "@tresnet/zoo";
import { z } from "zod";

const triple = z.tuple([z.number(), z.number(), z.number()]);

/** How a head was made that is not a linear one. */
const headSchema = z.object({
  kind: z.literal("ml-decoder"),
  groups: z.int().min(1),
  embedding: z.int().min(1),
});

/** What prediction needs to know of a model. */
const modelSchema = z.object({
  model: z.enum(modelNames),
  classNames: z.array(z.string()).min(1),
  numClasses: z.int().min(1),
  imgSize: z.int().min(1),
  cropMode: z.enum(["center", "squish"]),
  cropPct: z.number(),
  mean: triple,
  std: triple,
  /** Whether an image has one class or any number of them; one where it is not said. */
  task: z.optional(z.enum(["single-label", "multi-label"])),
  /** A linear head where it is not said. */
  head: z.optional(headSchema),
});

const scoreSchema = z.object({ epoch: z.int(), metric: z.string(), value: z.number() });

/** Where a training stands. */
const positionSchema = z.object({
  /** The epoch to go on with, counted from 0. */
  epoch: z.int().min(0),
  /** The batches of that epoch that are done. */
  batch: z.int().min(0),
  /** The sum of their images' losses. */
  lossSum: z.number(),
  correct: z.number(),
  images: z.int(),
  /** Seconds of training so far, over all sessions. */
  seconds: z.number(),
  best: z.optional(scoreSchema),
});

/** What is saved of a model for prediction. */
export type SavedModel = z.output<typeof modelSchema>;
/** What is saved of a head that is not a linear one. */
export type SavedHead = z.output<typeof headSchema>;
/** Where a training stands. */
export type Position = z.output<typeof positionSchema>;
/** The score that picked the best epoch: the epoch, counted from 1, the measure's name and its value. */
export type BestScore = z.output<typeof scoreSchema>;

/** The position of a run that has not begun. */
export const start: Position = { epoch: 0, batch: 0, lossSum: 0, correct: 0, images: 0, seconds: 0 };

/** A checkpoint's own description. */
export interface CheckpointInfo {
  /**
   * "training" files hold everything to go on; "weights" files hold timm-named weights only, "backbone" files those
   * without the head.
   */
  readonly kind: "training" | "weights" | "backbone";
  readonly model: SavedModel;
  readonly position?: Position;
  /** The batches that batch norms saw before the training, by key, as the weights that it began with say. */
  readonly batchesBefore?: Readonly<Record<string, number>>;
}

const key = "tresnet";

/** The description as safetensors metadata, whose values are text. */
export function encodeInfo(info: CheckpointInfo): Record<string, string> {
  return { [key]: JSON.stringify(info) };
}

const infoSchema = z.object({
  kind: z.enum(["training", "weights", "backbone"]),
  model: modelSchema,
  position: z.optional(positionSchema),
  batchesBefore: z.optional(z.record(z.string(), z.int().min(0))),
});

/**
 * Reads what a checkpoint says of itself, without its tensors.
 * @throws CheckpointError when the file is missing or broken, or was not written by a training of this command.
 */
export async function readInfo(file: string): Promise<CheckpointInfo> {
  const info = await findInfo(file);
  if (info !== undefined) return info;
  throw new CheckpointError(
    `${file}: expected a checkpoint of "tresnet train", got weights without its description. Say with --model which network they are of, or start a training from them with --initial-checkpoint.`,
  );
}

/**
 * Reads what a checkpoint says of itself; undefined for weights that others wrote, safetensors or PyTorch's.
 * @throws CheckpointError when the file is missing or broken, or its description is damaged.
 */
export async function findInfo(file: string): Promise<CheckpointInfo | undefined> {
  const opened = await openTensorFile(file);
  const { metadata } = opened;
  await opened.close();
  const text = metadata[key];
  if (text === undefined) return undefined;
  const parsed = infoSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new CheckpointError(
      `${file}: its description is damaged (${parsed.error.issues[0]?.path.join(".")}: ${parsed.error.issues[0]?.message}). Use another checkpoint of the run.`,
    );
  }
  const { kind, model, position, batchesBefore } = parsed.data;
  return { kind, model, ...(position && { position }), ...(batchesBefore && { batchesBefore }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a checkpoint says of itself besides its tensors: enough to predict with it, or to go on with the training. */
import { CheckpointError, openTensorFile, type TensorFile } from "@tresnet/checkpoints";
import { detectorNames } from "@tresnet/detection";
import { cropModes, interpolations, modelNames } from "@tresnet/zoo";
import { z } from "zod";
import { infoFault } from "./info-fault.ts";

const triple = z.tuple([z.number(), z.number(), z.number()]);
const divisor = z.number().gt(0);
/** The most classes that a head has; a lying file must not take the memory of more. */
const mostClasses = 1_000_000;

/** How a head was made that is not a linear one. */
const headSchema = z.object({
  kind: z.literal("ml-decoder"),
  groups: z.int().min(1).max(mostClasses),
  embedding: z.int().min(8).max(65_536).multipleOf(8),
});

/** What prediction needs to know of a detector, besides what its own description says. */
const detectorSchema = z.object({
  name: z.enum(detectorNames),
  fit: z.enum(["letterbox", "squish"]),
  assigner: z.enum(["fcos", "atss"]),
  points: z.enum(["corners", "centers"]),
  /** The overlap from which on the surer of two boxes suppresses the other; 0.6 where it is not said. */
  nmsThreshold: z.optional(z.number().min(0).max(1)),
  /** How photographs were cut into tiles for it; whole images where it is not said. */
  tile: z.optional(z.object({ size: z.int().min(1).max(65_536), overlap: z.number().min(0).lt(1) })),
});

/** What prediction needs to know of a model; of a detector `model` is the backbone, and images are not cropped. */
const modelSchema = z.object({
  model: z.enum(modelNames),
  classNames: z.array(z.string()).min(1),
  numClasses: z.int().min(1).max(mostClasses),
  imgSize: z.int().min(1),
  cropMode: z.enum(cropModes),
  cropPct: z.number().gt(0).max(1),
  /** The filter that images are resized with; bilinear where it is not said. */
  interpolation: z.optional(z.enum(interpolations)),
  mean: triple,
  std: z.tuple([divisor, divisor, divisor]),
  /** Whether an image has one class or any number of them; one where it is not said. */
  task: z.optional(z.enum(["single-label", "multi-label", "detection"])),
  /** What only detectors have. */
  detector: z.optional(detectorSchema),
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
  /** The same of each loss that it is the sum of, where there are several. */
  lossParts: z.optional(z.record(z.string(), z.number())),
  correct: z.number().min(0),
  images: z.int().min(0),
  /** Seconds of training so far, over all sessions. */
  seconds: z.number().min(0),
  best: z.optional(scoreSchema),
});

/** What is saved of a model for prediction. */
export type SavedModel = z.output<typeof modelSchema>;
/** What is saved of a detector alone. */
export type SavedDetector = z.output<typeof detectorSchema>;
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
  /** The marks of the settings that it was trained with, of its position and of each epoch's metrics. */
  readonly marks?: z.output<typeof marksSchema>;
  /** The mark of the run that wrote the file; runs of earlier versions have none. */
  readonly run?: string;
  /** Whether the file carries a checksum, which older ones do not; one that says so and has none is damaged. */
  readonly checksum?: true;
}

const marksSchema = z.object({ settings: z.string(), position: z.string(), metrics: z.array(z.string()) });

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
  marks: z.optional(marksSchema),
  run: z.optional(z.string()),
  checksum: z.optional(z.literal(true)),
});

/**
 * Reads what a checkpoint says of itself, without its tensors.
 * @throws CheckpointError when the file is missing or broken, or was not written by a training of this command.
 */
export async function readInfo(file: string): Promise<CheckpointInfo> {
  const info = await findInfo(file);
  if (info !== undefined) return info;
  throw missingDescription(file);
}

/** The error of weights of which nothing says what they are. */
export function missingDescription(file: string): CheckpointError {
  return new CheckpointError(
    `${file}: expected a checkpoint of "tresnet train", got weights without its description. Say with --model which network they are of, or start a training from them with --initial-checkpoint.`,
  );
}

/**
 * Reads what a checkpoint says of itself; undefined for weights that others wrote, safetensors or PyTorch's.
 * @throws CheckpointError when the file is missing or broken, or its description is damaged.
 */
export async function findInfo(file: string): Promise<CheckpointInfo | undefined> {
  const opened = await openTensorFile(file);
  const { metadata, entries } = opened;
  await opened.close();
  return infoIn(file, metadata, entries);
}

/**
 * Finds a description in a file's metadata, and compares it with the file's tensors; undefined where there is none.
 * @throws CheckpointError when it is damaged.
 */
export function infoIn(
  file: string,
  metadata: Readonly<Record<string, string>>,
  entries: TensorFile["entries"] = new Map(),
): CheckpointInfo | undefined {
  const text = metadata[key];
  if (text === undefined) return undefined;
  const parsed = infoSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw damaged(file, `${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { kind, model, position, batchesBefore, marks, run, checksum } = parsed.data;
  const info = {
    kind,
    model,
    ...(position && { position }),
    ...(batchesBefore && { batchesBefore }),
    ...(marks && { marks }),
    ...(run !== undefined && { run }),
    ...(checksum && { checksum }),
  };
  const fault = infoFault(info, entries);
  if (fault !== undefined) throw damaged(file, fault);
  return info;
}

function damaged(file: string, reason: string): CheckpointError {
  return new CheckpointError(`${file}: its description is damaged (${reason}). Use another checkpoint of the run.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

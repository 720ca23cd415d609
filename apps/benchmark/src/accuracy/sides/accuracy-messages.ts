/**
 * What `tresnet-bench accuracy` and a side's process say to each other: lines of JSON on the side's stdin and stdout.
 */
import { modelInfo, modelNames, type TResNetVariant } from "@tresnet/zoo";
import { z } from "zod";
import type { Precision } from "../../terms/cases.ts";
import { variantOf } from "../../terms/variant-of.ts";
import { type AccuracyRecipe, type AccuracySettings, accuracyRecipe, cifar, learningRates } from "./accuracy-recipe.ts";
import { type AccuracySideName, accuracySides } from "./accuracy-sides.ts";

/** Builds model, optimizer and data. */
export interface AccuracyStart {
  readonly kind: "start";
  readonly precision: Precision;
  readonly settings: AccuracySettings;
  readonly recipe: AccuracyRecipe;
  /** The folder or the archive of CIFAR-10's binary files. */
  readonly data: string;
  readonly classes: number;
  /** The seed of weights, order and augmentation; each side has a stream of random numbers of its own. */
  readonly seed: number;
  /** How the model is put together, for who does not have it by name; null for `resnet50`. */
  readonly variant: TResNetVariant | null;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** The learning rate of every step of all epochs. */
  readonly learningRates: readonly number[];
  /** The processes that train together, each on its part of every batch, and which of them this is; absent for one. */
  readonly cluster?: { readonly peers: readonly string[]; readonly task: number };
}

/** Sent in this order: `start`, an `epoch` for each, `finish`, after which the process ends. */
export type AccuracyRequest = AccuracyStart | { readonly kind: "epoch" } | { readonly kind: "finish" };

const started = z.object({
  kind: z.literal("started"),
  /** Values that training changes. */
  parameters: z.number(),
  /** Versions of what the side runs on, by name. */
  versions: z.record(z.string(), z.string()),
  dataSha256: z.string(),
});
/** Comes about every second while an epoch is trained, before its `trained`. */
const progress = z.object({
  kind: z.literal("progress"),
  step: z.number(),
  steps: z.number(),
  /** Mean of the epoch so far. */
  loss: z.number(),
});
const trained = z.object({
  kind: z.literal("trained"),
  /** Wall time of the training alone. */
  seconds: z.number().positive(),
  images: z.number().positive(),
  /** Mean of the epoch. */
  loss: z.number(),
  /** On the test images, after the epoch: 0 to 1. */
  accuracy: z.number().min(0).max(1),
});
const failed = z.object({ kind: z.literal("failed"), message: z.string() });

export type AccuracyStarted = z.infer<typeof started>;
export type AccuracyProgress = z.infer<typeof progress>;
export type AccuracyTrained = z.infer<typeof trained>;

/** Reads a side's reply: it comes from another program, and is believed in nothing. */
export const accuracyReply = z.discriminatedUnion("kind", [started, progress, trained, failed]);
export type AccuracyReply = z.infer<typeof accuracyReply>;

/** What a start is about. */
export interface StartOptions {
  readonly side: AccuracySideName;
  readonly seed: number;
  readonly settings: AccuracySettings;
  /** The folder or the archive of CIFAR-10's binary files. */
  readonly data: string;
  readonly trainImages: number;
}

/** Completes the request that starts a side; it differs between sides in the precision alone. */
export function startRequest({ side, seed, settings, data, trainImages }: StartOptions): AccuracyStart {
  const { model } = settings;
  const known = modelNames.find((name) => name === model);
  if (known === undefined) throw new RangeError(`Expected a model out of ${modelNames.join(", ")}, got "${model}".`);
  const { mean, std } = modelInfo(known);
  return {
    kind: "start",
    precision: accuracySides[side].precision,
    settings,
    recipe: accuracyRecipe,
    data,
    classes: cifar.classes,
    seed,
    variant: variantOf({ model }),
    mean,
    std,
    learningRates: learningRates(settings, trainImages),
  };
}

/**
 * Settings that more than one command has: what runs where, what happens to images that can't be read, and which
 * weights of a checkpoint are taken.
 */
import { byDefault, choice, integer, otherwise, toggle } from "../options/option.ts";

export const precision = byDefault(
  choice(["auto", "float32", "bfloat16"], "auto: bfloat16 where the CPU computes in it"),
  "auto",
);

export const device = byDefault(choice(["auto", "cpu", "gpu"], "where TensorFlow runs"), "auto");

export const workers = otherwise(
  integer({ min: 0, max: 64 }, "threads that decode images; 0 decodes in the main thread"),
  "by cores and data",
);

export const onBroken = byDefault(choice(["skip", "fail"], "what an image that can't be decoded does"), "skip");

const averaged = "of a checkpoint with two sets of weights, take the averaged ones (EMA)";

/** `--use-ema` of commands that apply a model. */
export const useEma = otherwise(toggle(averaged), "of checkpoints of this command, else the raw ones");

/** `--use-ema` of trainings, which go on with weights. */
export const startFromEma = otherwise(toggle(`of --initial-checkpoint: ${averaged}`), "the raw ones");

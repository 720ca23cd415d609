/** Settings that more than one command has: what runs where, and what happens to images that can't be read. */
import { byDefault, choice, integer, otherwise } from "../options/option.ts";

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

import { flagOf } from "../options/option-name.ts";
import type { TrainOptions } from "../options/train-options.ts";

/** The command that repeats a run, with every setting that was given a value. */
export function commandOf(options: TrainOptions): string {
  const { data, experiment: _, ...rest } = options;
  const flags = Object.entries(rest).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (typeof value === "boolean") return [`--${value ? "" : "no-"}${flagOf(key)}`];
    return [`--${flagOf(key)}`, Array.isArray(value) ? value.join(",") : String(value)];
  });
  return ["tresnet train", data, ...flags].join(" ");
}

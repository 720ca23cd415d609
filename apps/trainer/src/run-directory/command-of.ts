import { flagOf } from "../options/option-name.ts";
import { usualDetectorSettings } from "../settings/detection/detector-settings.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { shellWord } from "../text/shell-word.ts";

/** The command that repeats a run, with every setting that was given a value; a detector's for detectors alone. */
export function commandOf(options: TrainOptions): string {
  const { data, experiment: _, ...rest } = options;
  const isOf = ([name]: readonly [string, unknown]) => options.task === "detect" || !usualDetectorSettings.has(name);
  const settings = Object.fromEntries(Object.entries(rest).filter(isOf));
  return ["tresnet train", ...(data === undefined ? [] : [shellWord(data)]), ...flagsOf(settings)].join(" ");
}

/** Settings as words of a command line; those without a value are left out. */
export function flagsOf(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (typeof value === "boolean") return [`--${value ? "" : "no-"}${flagOf(key)}`];
    return [`--${flagOf(key)}`, shellWord(Array.isArray(value) ? value.join(",") : String(value))];
  });
}

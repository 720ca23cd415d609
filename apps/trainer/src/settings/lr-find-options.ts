/** The settings of `lr-find`: those of a training but for its learning rate, and those of the test. */
import { z } from "zod";
import { UsageError } from "../errors.ts";
import { byDefault, decimal, integer, otherwise, text } from "../options/option.ts";
import { type OptionLayer, resolveOptions } from "../options/resolve-options.ts";
import { trainSections } from "./train-options.ts";

const { Processes: ___, ...sections } = trainSections;
const { lr: _, ...optimization } = trainSections.Optimization;
const { experiment: __, ...output } = trainSections.Output;

const rates = { min: 1e-12, max: 1000 } as const;
const test = {
  startLr: byDefault(decimal(rates, "learning rate of the first step"), 1e-7),
  endLr: byDefault(decimal(rates, "learning rate of the last step"), 10),
  numIt: byDefault(integer({ min: 10, max: 100_000 }, "steps from the one to the other, by equal factors"), 100),
} as const;
const folder = { experiment: otherwise(text("name", "name of the test's folder"), "time, lr-find, model and data") };

/** Under the headings of the help. */
export const lrFindSections = {
  Test: test,
  ...sections,
  Optimization: optimization,
  Output: { ...output, ...folder },
} as const;

const lrTestTable = z.strictObject({ ...test, ...folder });

/** The settings of the test, which are none of a training. */
export type LrTestOptions = z.output<typeof lrTestTable>;

/** The settings of the test before their defaults. */
export type LrTestInput = z.input<typeof lrTestTable>;

/** The checked settings of the test. @throws UsageError that names the option, what was expected and what came. */
export function lrTestOptions(given: OptionLayer): LrTestOptions {
  const options = resolveOptions(lrTestTable, [given]);
  const { startLr, endLr } = options;
  if (endLr > startLr) return options;
  throw new UsageError(`--end-lr: expected more than --start-lr, ${startLr}, got ${endLr}.`);
}

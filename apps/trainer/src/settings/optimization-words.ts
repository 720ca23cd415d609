/** Choices and help that are made of the tables of `@tresnet/training`. */
import { losses, namesOf, optimizers, schedules } from "@tresnet/training";
import { allOf, perRow } from "./row-words.ts";

export const optimizerNames = namesOf(optimizers);
export const scheduleNames = namesOf(schedules);
export const lossNames = namesOf(losses);

const summaries = optimizerNames.flatMap((name) => {
  const row = optimizers[name];
  return "summary" in row ? [`${name}: ${row.summary}`] : [];
});
const usualLosses = lossNames.filter((name) => losses[name].isUsual);

/** What `--help` says of the rows. */
export const optimizationWords = {
  /** Optimizers that need a word to be told apart. */
  optimizers: summaries.join("; "),
  learningRates: perRow(optimizerNames, (name) => optimizers[name].usualLearningRate.text),
  weightDecays: perRow(optimizerNames, (name) => String(optimizers[name].usualWeightDecay)),
  /** Rows that an option has an effect on. */
  momentum: allOf(optimizerNames.filter((name) => optimizers[name].takesMomentum)),
  warmup: allOf(scheduleNames.filter((name) => schedules[name].takesWarmup)),
  least: allOf(scheduleNames.filter((name) => schedules[name].takesLeast)),
  oneLabel: allOf(lossNames.filter((name) => losses[name].labels === "one")),
  usualLosses: usualLosses
    .map((name) => `${name} for ${losses[name].labels === "one" ? "one class per image" : "several"}`)
    .join(", "),
} as const;

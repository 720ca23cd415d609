/** The settings of `explain`. */
import { explanationMethods, namesOf } from "@tresnet/training";
import { stageNames } from "@tresnet/zoo";
import { z } from "zod";
import { byDefault, choice, integer, otherwise, text } from "../../options/option.ts";
import { device, useEma } from "../execution-options.ts";
import { preprocessingOptions } from "../images/preprocessing-options.ts";
import { predictSections } from "../inference-options.ts";

const methodHelp = Object.entries(explanationMethods)
  .map(([name, { help }]) => `${name}: ${help}`)
  .join("; ");

/** Under the headings of the help. */
export const explainSections = {
  Explanation: {
    class: otherwise(text("name", "the class that is looked for, whatever the model answers"), "the likeliest"),
    stage: byDefault(
      choice(stageNames, "the map that is looked at: a later one tells more of the class, an earlier one is finer"),
      "stage4",
    ),
    method: byDefault(choice(namesOf(explanationMethods), methodHelp), "hirescam"),
  },
  Classes: predictSections.Classes,
  Model: { useEma, ...preprocessingOptions },
  Output: {
    output: otherwise(
      text("file", "where to write the image with the heat over it: .png, .jpg or .webp"),
      "NAME-heat.png in this folder",
    ),
    topk: byDefault(integer({ min: 1, max: 1_000_000 }, "likeliest classes to show"), 3),
  },
  Execution: { device },
} as const;

export const explainTable = z.strictObject({
  ...explainSections.Explanation,
  ...explainSections.Classes,
  ...explainSections.Model,
  ...explainSections.Output,
  ...explainSections.Execution,
});

export type ExplainOptions = z.output<typeof explainTable>;

/** The settings of `data inspect`. */
import { datasetSpecs, defaultNearThreshold } from "@tresnet/data";
import { z } from "zod";
import { byDefault, decimal, integer, otherwise, text } from "../options/option.ts";
import { readingOptions } from "./data/reading-options.ts";
import { trainSections } from "./train-options.ts";

/** Under the headings of the help. */
export const inspectSections = {
  Data: {
    data: otherwise(text("data", `what to look at: ${datasetSpecs.join(", ")}`), "none; may also stand without a flag"),
    seed: byDefault(integer({ min: 0, max: 2 ** 31 - 1 }, "of random splits, as in training"), 0),
    valSplit: byDefault(
      decimal(
        { min: 0, max: 0.9 },
        "share of the training images held out for validation where the data has none, as in training",
      ),
      0.1,
    ),
    classes: trainSections.Data.classes,
    withoutClasses: trainSections.Data.withoutClasses,
    trainPerClass: trainSections.Data.trainPerClass,
    ...readingOptions,
  },
  "Near duplicates": {
    hashBits: byDefault(
      integer({ min: 0, max: 16 }, "most bits of 64 that two images' perceptual hashes may differ in"),
      defaultNearThreshold.hashBits,
    ),
    correlation: byDefault(
      decimal({ min: 0.5, max: 1 }, "least correlation of two images, 16 × 16 and grey"),
      defaultNearThreshold.correlation,
    ),
  },
  Execution: {
    workers: otherwise(integer({ min: 1, max: 64 }, "images decoded at once"), "one per core"),
  },
  Output: {
    output: byDefault(text("file", "where to write the page with the contact sheet"), "data-report.html"),
    samples: byDefault(integer({ min: 0, max: 100 }, "images shown of each class and part"), 8),
  },
} as const;

export const inspectTable = z.strictObject({
  ...inspectSections.Data,
  ...inspectSections["Near duplicates"],
  ...inspectSections.Execution,
  ...inspectSections.Output,
});

export type InspectDataOptions = z.output<typeof inspectTable>;

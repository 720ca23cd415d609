/** The settings of `data clean`. */
import { datasetSpecs } from "@tresnet/data";
import { labelIssueFilters, namesOf } from "@tresnet/training";
import { z } from "zod";
import { byDefault, choice, integer, otherwise, text } from "../../options/option.ts";
import { inspectSections } from "../data-options.ts";
import { device, precision, useEma, workers } from "../execution-options.ts";
import { preprocessingOptions } from "../images/preprocessing-options.ts";

const { data: _, ...dataOptions } = inspectSections.Data;

/** Under the headings of the help. */
export const cleanSections = {
  Data: {
    data: otherwise(text("data", `what to look at: ${datasetSpecs.join(", ")}`), "none; may also stand without a flag"),
    ...dataOptions,
  },
  Features: { useEma, ...preprocessingOptions },
  "Wrong labels": {
    folds: byDefault(integer({ min: 2, max: 100 }, "parts of the cross-validation"), 5),
    filter: byDefault(
      choice(
        namesOf(labelIssueFilters),
        "how errors are picked, as in cleanlab: by the counts of the confident joint, by class as well, or each that it counts elsewhere",
      ),
      "prune-by-noise-rate",
    ),
    rankBy: byDefault(
      choice(
        ["self-confidence", "normalized-margin"],
        "what comes first: the least probable label, or the one farthest behind another class",
      ),
      "self-confidence",
    ),
  },
  "Near duplicates": inspectSections["Near duplicates"],
  Execution: {
    batchSize: byDefault(integer({ min: 1, max: 65_536 }, "images per call"), 64),
    workers,
    precision,
    device,
  },
  Output: {
    output: byDefault(
      text("file", "where to write the page where findings are kept, relabelled or dropped"),
      "data-clean.html",
    ),
    csv: byDefault(text("file", "where to write the data with all suggestions taken, for csv:FILE"), "data-clean.csv"),
    shown: byDefault(integer({ min: 0, max: 5000 }, "images that the page shows at most"), 500),
  },
} as const;

export const cleanTable = z.strictObject({
  ...cleanSections.Data,
  ...cleanSections.Features,
  ...cleanSections["Wrong labels"],
  ...cleanSections["Near duplicates"],
  ...cleanSections.Execution,
  ...cleanSections.Output,
});

export type CleanDataOptions = z.output<typeof cleanTable>;

/** The settings of `export`. */
import { namesOf } from "@tresnet/training";
import { z } from "zod";
import { exporters } from "../export/exporters.ts";
import { byDefault, choice, otherwise, text, toggle } from "../options/option.ts";
import { useEma } from "./execution-options.ts";

const formats = namesOf(exporters);

/** Under the headings of the help. */
export const exportSections = {
  File: {
    output: otherwise(text("file", "where to write the weights"), "none; must be given"),
    format: byDefault(
      choice(formats, formats.map((name) => `${name}: ${exporters[name].help}`).join("; ")),
      "safetensors",
    ),
    model: otherwise(text("tag", "what the weights are of, where they do not say it"), "as they say"),
    useEma,
    half: byDefault(toggle("weights as float16, half the size"), false),
    backbone: byDefault(toggle("without the head, to start trainings on other classes from"), false),
  },
  Description: {
    licenseNote: otherwise(text("text", "under what terms the weights may be used"), "none"),
    score: otherwise(text("text", "how good they are"), "of a run's best weights, what its best epoch scored"),
  },
} as const;

export const exportTable = z.strictObject({ ...exportSections.File, ...exportSections.Description });

export type ExportOptions = z.output<typeof exportTable>;

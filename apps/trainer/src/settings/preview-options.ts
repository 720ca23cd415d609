/** The settings of `data preview`: those of a training that decide what it sees, and what the sheet shows of it. */
import { z } from "zod";
import { byDefault, integer, text } from "../options/option.ts";
import { trainSections } from "./train-options.ts";

const sheet = {
  count: byDefault(integer({ min: 1, max: 64 }, "images, a row of the sheet for each"), 8),
  versions: byDefault(integer({ min: 1, max: 12 }, "times that each is shown as training sees it"), 5),
  output: byDefault(text("file", "picture to write, .png or .jpg"), "data-preview.png"),
} as const;

/** Under the headings of the help. */
export const previewSections = {
  Data: trainSections.Data,
  Model: { model: trainSections.Model.model, imgSize: trainSections.Model.imgSize },
  Augmentation: trainSections.Augmentation,
  Training: { batchSize: trainSections.Optimization.batchSize, seed: trainSections.Execution.seed },
  Output: sheet,
} as const;

/** The settings of the sheet, which are none of a training. */
export const sheetTable = z.strictObject(sheet);

export type SheetTableOptions = z.output<typeof sheetTable>;

/** The settings of the sheet before their defaults. */
export type SheetInput = z.input<typeof sheetTable>;

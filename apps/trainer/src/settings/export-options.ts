/** The settings of `export`. */
import { calibrationMethods } from "@tresnet/export";
import { namesOf } from "@tresnet/training";
import { z } from "zod";
import { exporters } from "../export/exporters.ts";
import { byDefault, choice, integer, otherwise, text, toggle } from "../options/option.ts";
import { exportedFindings } from "./detection/detection-options.ts";
import { useEma } from "./execution-options.ts";
import { preprocessingOptions } from "./images/preprocessing-options.ts";

const formats = namesOf(exporters);
const formatsHelp = formats.map((name) => `${name}: ${exporters[name].help}`).join("; ");

// The size of an export may be free, and is another option therefore.
const { imgSize: _, ...preparation } = preprocessingOptions;

/** Under the headings of the help. */
export const exportSections = {
  File: {
    output: otherwise(
      text("file", "where to write: a file, or a folder where the format is one"),
      "none; must be given",
    ),
    format: byDefault(choice(formats, formatsHelp), "safetensors"),
    model: otherwise(text("tag", "what the weights are of, where they do not say it"), "as they say"),
    useEma,
    half: byDefault(toggle("weights as float16, half the size"), false),
    backbone: byDefault(toggle("without the head, to start trainings on other classes from"), false),
    imgSize: otherwise(
      text("n|dynamic", "side of the images that go in, pixels; dynamic: any size will do"),
      "as the weights say",
    ),
    input: byDefault(
      choice(["float32", "uint8"], "float32: normalized values in, logits out; uint8: RGB bytes in, probabilities out"),
      "float32",
    ),
    quantize: otherwise(
      choice(["int8"], "int8: weights and values as 8-bit numbers, a quarter of the size"),
      "float32",
    ),
    force: byDefault(toggle("replaces what lies at --output"), false),
    check: byDefault(toggle("without running what was written beside the model, on images of its data"), true),
  },
  Images: {
    ...preparation,
    data: otherwise(text("data", "what to calibrate and to check on"), "what it was trained on"),
    calibrationImages: byDefault(
      integer({ min: 1, max: 10_000 }, "training images that show --quantize how far values reach"),
      100,
    ),
    calibration: byDefault(
      choice(
        namesOf(calibrationMethods),
        "min-max: all that was seen; percentile: but for a ten-thousandth at both ends; entropy: what loses least",
      ),
      "min-max",
    ),
    calibrationSeed: byDefault(integer({ min: 0, max: 2 ** 31 - 1 }, "of the draw of these images"), 0),
  },
  Detectors: exportedFindings,
  Description: {
    licenseNote: otherwise(text("text", "under what terms the weights may be used"), "none"),
    threshold: otherwise(
      text("x|file", "several labels per image: the probability from which on the answer is yes; file: one per class"),
      "0.5",
    ),
    score: otherwise(text("text", "how good they are"), "of a run's best weights, what its best epoch scored"),
  },
} as const;

export const exportTable = z.strictObject({
  ...exportSections.File,
  ...exportSections.Images,
  ...exportSections.Detectors,
  ...exportSections.Description,
});

export type ExportOptions = z.output<typeof exportTable>;

/** Flags of `train` for the end of it; every other setting of such an export is the run's, or the default. */
export const exportedRunOptions = {
  export: otherwise(choice(formats, `what the best weights are exported to at the end; ${formatsHelp}`), "none"),
  exportOutput: otherwise(
    text("path", "file or folder of the export, where nothing may be yet"),
    "in the run's directory: site for a page",
  ),
} as const;

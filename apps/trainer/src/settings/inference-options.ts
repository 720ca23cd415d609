/** The settings of `evaluate` and `predict`. */
import { datasetSpecs } from "@tresnet/data";
import { z } from "zod";
import { byDefault, choice, decimal, integer, otherwise, text } from "../options/option.ts";
import { readingOptions } from "./data/reading-options.ts";
import { boxReadingOptions, findingOptions, scoreOn } from "./detection/detection-options.ts";
import { device, onBroken, precision, useEma, workers } from "./execution-options.ts";
import { preprocessingOptions } from "./images/preprocessing-options.ts";
import { viewNames, viewsHelp } from "./view-names.ts";

const execution = {
  batchSize: byDefault(integer({ min: 1, max: 65_536 }, "images per call"), 64),
  workers,
  precision,
  device,
} as const;

/** `tresnet evaluate`, under the headings of its help. */
export const evaluateSections = {
  Data: {
    data: otherwise(
      text("data", `what to evaluate on: ${datasetSpecs.join(", ")}`),
      "what it was trained on; may also stand without a flag",
    ),
    split: byDefault(
      choice(["auto", "train", "val", "test"], "auto: the test images, else the validation images, else all"),
      "auto",
    ),
    seed: otherwise(integer({ min: 0, max: 2 ** 31 - 1 }, "of random splits"), "the training's"),
    ...readingOptions,
    ...boxReadingOptions,
    onBroken,
  },
  Model: { useEma, ...preprocessingOptions },
  Evaluation: {
    classOrder: otherwise(
      text(
        "order|file",
        "the classes of weights that do not name them: the data's in natural order (timm: 2 before 10) or by codepoint (torchvision, Keras: 10 before 2), or a file with a name a line",
      ),
      "what the weights say; else the data's, where both orders are the same",
    ),
    tta: byDefault(choice(viewNames, viewsHelp), "none"),
    threshold: otherwise(
      text(
        "x|val|file",
        "several labels per image: answer yes from this probability on; val: chosen per class on val; file: as saved",
      ),
      "0.5",
    ),
  },
  Detection: { ...findingOptions, scoreOn },
  Execution: execution,
  Output: {
    output: otherwise(text("file", "where to write every prediction: .csv or .json"), "nowhere"),
    saveDetections: otherwise(
      text("file", "of detectors: where to write what was found, in COCO's results form, .json"),
      "nowhere",
    ),
    saveThresholds: otherwise(text("file", "where to write the thresholds that --threshold val chose"), "nowhere"),
  },
} as const;

export const evaluateTable = z.strictObject({
  ...evaluateSections.Data,
  ...evaluateSections.Model,
  ...evaluateSections.Evaluation,
  ...evaluateSections.Detection,
  ...evaluateSections.Execution,
  ...evaluateSections.Output,
});

export type EvaluateOptions = z.output<typeof evaluateTable>;

/** `tresnet predict`, under the headings of its help. */
export const predictSections = {
  Classes: {
    classOrder: otherwise(
      text("file", "the classes of weights that do not name them, a name a line in the order of the outputs"),
      "what the weights say, else numbers",
    ),
    task: otherwise(
      choice(["single-label", "multi-label"], "whether an image has one class or any number of them"),
      "what the weights say, else single-label",
    ),
  },
  Model: { useEma, ...preprocessingOptions },
  Output: {
    topk: byDefault(integer({ min: 1, max: 1_000_000 }, "likeliest classes to show of each image"), 3),
    threshold: otherwise(
      text("x|file", "several labels per image: answer yes from this probability on; file: evaluate --save-thresholds"),
      "0.5",
    ),
    output: otherwise(text("file", "where to write the predictions: .csv or .json"), "nowhere"),
    draw: otherwise(text("folder", "of detectors: where to put the images with boxes drawn on them"), "nowhere"),
    crops: otherwise(text("folder", "of detectors: where to put each object cut out, a folder a class"), "nowhere"),
    onBroken,
  },
  Detection: {
    ...findingOptions,
    tile: otherwise(
      integer({ min: 32, max: 4096 }, "side of the tiles that large photographs are looked at in, pixels"),
      "as the detector was trained",
    ),
    overlap: otherwise(
      decimal({ min: 0, max: 0.9 }, "share of a tile that the next one shows too"),
      "as the detector was trained",
    ),
  },
  Execution: execution,
} as const;

export const predictTable = z.strictObject({
  ...predictSections.Classes,
  ...predictSections.Model,
  ...predictSections.Output,
  ...predictSections.Detection,
  ...predictSections.Execution,
});

export type PredictOptions = z.output<typeof predictTable>;

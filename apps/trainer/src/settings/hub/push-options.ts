/** The settings of `push`. */
import { z } from "zod";
import { byDefault, integer, otherwise, text, toggle } from "../../options/option.ts";
import { exportSections } from "../export-options.ts";

const { model, useEma, half } = exportSections.File;

const calibrationImages = byDefault(
  integer({ min: 1, max: 10_000 }, "training images that show --onnx-int8 how far values reach"),
  100,
);

/** Under the headings of the help. */
export const pushSections = {
  Repository: {
    create: byDefault(toggle("makes the repository where it is not there"), false),
    private: byDefault(toggle("with --create: nobody else sees it; one that is there must be private then"), false),
    message: otherwise(text("text", "the first line of the commit"), '"Upload" and the name of the network'),
    dryRun: otherwise(text("folder", "writes all files into this folder, and sends nothing"), "none; files are sent"),
    force: byDefault(toggle("replaces what lies at --dry-run"), false),
  },
  Files: {
    model,
    useEma,
    half,
    onnx: byDefault(toggle("without the net as ONNX"), true),
    onnxHalf: byDefault(toggle("adds onnx/model_fp16.onnx, whose weights are float16: half the size"), false),
    onnxInt8: byDefault(
      toggle("adds onnx/model_int8.onnx, weights and values as 8-bit numbers: a quarter of the size"),
      false,
    ),
    check: byDefault(toggle("without running ONNX beside the model, on images of its data"), true),
  },
  Images: { ...exportSections.Images, calibrationImages },
  Description: exportSections.Description,
} as const;

export const pushTable = z.strictObject({
  ...pushSections.Repository,
  ...pushSections.Files,
  ...pushSections.Images,
  ...pushSections.Description,
});

export type PushOptions = z.output<typeof pushTable>;

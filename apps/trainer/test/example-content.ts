import type { ExportContent } from "../src/export/exporter.ts";

type Example = Pick<ExportContent, "classNames"> &
  Partial<Pick<ExportContent, "license">> &
  Pick<ExportContent["preprocessing"], "imgSize" | "mean" | "std">;

/** What an export of a classifier says of its model, by what tests ask for. */
export function exampleContent({ classNames, license, imgSize, mean, std }: Example): ExportContent {
  return {
    half: false,
    backbone: false,
    metadata: {},
    size: imgSize,
    quantize: undefined,
    input: "float32",
    classNames,
    preprocessing: { imgSize, cropMode: "center", cropPct: 1, interpolation: "bilinear", mean, std },
    task: "single-label",
    thresholds: undefined,
    license,
    score: undefined,
  };
}

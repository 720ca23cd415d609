/** Opens a folder or a file with boxes in whatever form they are written. */

import type { DatasetSplits } from "../../dataset/dataset.ts";
import { type CocoDataset, openCoco, openCocoToEvaluate } from "../coco/coco.ts";
import type { BoxFormat, OpenDatasetOptions } from "../dataset-row.ts";
import { boxFormatOf, csvFileAt } from "./box-format.ts";
import type { BoxSplits } from "./box-splits.ts";
import { openCsvBoxes } from "./csv-boxes/csv-boxes.ts";
import { openVoc } from "./voc/voc.ts";
import { openYolo } from "./yolo/yolo.ts";

/** Opens what is there for a training or, where there may be no part to train on, for an evaluation. */
export async function openBoxes(
  location: string,
  options: OpenDatasetOptions,
  aim: "train" | "evaluate" = "train",
): Promise<BoxSplits | CocoDataset<Partial<DatasetSplits>>> {
  const format = await boxFormatOf(location, options);
  if (!options.boxes?.format)
    options.onNotice?.({
      level: "info",
      message: `${location}: its boxes are read as ${titles[format]}. Say otherwise by --format.`,
    });
  switch (format) {
    case "coco":
      return aim === "train" ? openCoco(location, options) : openCocoToEvaluate(location, options);
    case "voc":
      return openVoc(location, options);
    case "yolo":
      return openYolo(location, options);
    case "csv":
    case "retinanet":
      return openCsvBoxes(await csvFileAt(location), options);
    default:
      return format satisfies never;
  }
}

const titles: Readonly<Record<BoxFormat, string>> = {
  coco: "COCO's JSON",
  voc: "Pascal VOC's XML",
  yolo: "YOLO's text files",
  csv: "a CSV file",
  retinanet: "Keras-RetinaNet's CSV file",
};

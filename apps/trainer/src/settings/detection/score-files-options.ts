/** The settings of `evaluate` where detections of any program are scored by their files alone. */
import { z } from "zod";
import { otherwise, text } from "../../options/option.ts";

/** Under the headings of the help of `evaluate`. */
export const scoreFilesSections = {
  "Files alone": {
    annotations: otherwise(
      text("file", "objects in COCO's form, to score --detections of any program without a model or images"),
      "none",
    ),
    detections: otherwise(
      text("file", "what was found, in COCO's results form: a list of image_id, category_id, bbox, score"),
      "none",
    ),
  },
} as const;

export const scoreFilesTable = z.strictObject(scoreFilesSections["Files alone"]);

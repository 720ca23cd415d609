import { expect, test } from "vitest";
import { cocoLines } from "./coco-lines.ts";

test("prints the lines of pycocotools", () => {
  const scores = {
    AP: 0.5045,
    AP50: 0.6969,
    AP75: 0.573,
    APsmall: 0.586,
    APmedium: 0.519,
    APlarge: -1,
    AR1: 0.387,
    AR10: 0.5937,
    AR100: 0.595,
    ARsmall: 0.64,
    ARmedium: 0.566,
    ARlarge: 0.564,
  };
  // As pycocotools 2.0 prints its own example.
  expect(cocoLines(scores).slice(0, 7)).toEqual([
    " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.504",
    " Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.697",
    " Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets=100 ] = 0.573",
    " Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.586",
    " Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.519",
    " Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000",
    " Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.387",
  ]);
});

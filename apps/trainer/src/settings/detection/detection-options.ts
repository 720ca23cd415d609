/** The settings of detectors: of their training, and of what they find. */
import { byDefault, choice, decimal, integer, interval, otherwise, toggle } from "../../options/option.ts";

/** How photographs are cut into tiles. */
export const tileOptions = {
  tile: otherwise(
    integer({ min: 32, max: 4096 }, "side of the tiles that large photographs are cut into, pixels"),
    "none: whole images",
  ),
  overlap: byDefault(decimal({ min: 0, max: 0.9 }, "share of a tile that the next one shows too"), 0.25),
} as const;

/** How tree-crowns is divided. */
export const splitBy = byDefault(
  choice(["tiles", "photographs"], "of tree-crowns: what is dealt to the parts, tiles of both photographs or these"),
  "tiles",
);

/** How boxes are read. */
const format = otherwise(
  choice(
    ["coco", "voc", "yolo", "csv", "retinanet"],
    "of folders with boxes: their form; retinanet: rows of path, x1, y1, x2, y2, class without names of columns",
  ),
  "as what is there tells",
);

const badBoxes = byDefault(
  choice(
    ["fail", "drop", "clip"],
    "boxes without an area, outside of their image or no numbers: refuse the data, leave them out, or cut them to the image",
  ),
  "fail",
);

const boxCorners = otherwise(
  choice(
    ["one-based", "zero-based"],
    "of Pascal VOC's XML: what the first pixel is called, (1, 1) with boxes that hold their last pixel, or (0, 0)",
  ),
  "one-based unless a box begins at 0",
);

const boxOrientation = otherwise(
  choice(
    ["stored", "shown"],
    "of images that their EXIF turns: which pixels boxes are of, those in the file or those that are seen",
  ),
  "shown, which is told; refused where sizes contradict it",
);

/** How boxes are read, and what is done about those that can't be. */
export const boxReadingOptions = { format, badBoxes, boxCorners, boxOrientation } as const;

/** The least scores of what is found, where nobody says one: COCO's numbers need what is unsure too. */
export const leastScore = { toScore: 0.05, toPredict: 0.3 } as const;

/** What of a detector's answers is kept, where nobody says anything else; the overlap is torchvision's. */
export const usualFindings = { nmsThreshold: 0.6, maxDetections: 100 } as const;

const overlapHelp = "overlap from which on the surer of two boxes of a class suppresses the other";

/** What of a detector's answers is kept. */
export const findingOptions = {
  scoreThreshold: otherwise(
    decimal({ min: 0, max: 1 }, "of detectors: least score of what is found"),
    `${leastScore.toScore} to score, ${leastScore.toPredict} to predict`,
  ),
  nmsThreshold: otherwise(
    decimal({ min: 0, max: 1 }, `of detectors: ${overlapHelp}`),
    "as the detector was trained, of an export that decodes by itself its own",
  ),
  maxDetections: otherwise(
    integer({ min: 1, max: 10_000 }, "of detectors: most objects of an image or tile"),
    `${usualFindings.maxDetections}, of an export that decodes by itself its own`,
  ),
} as const;

/** What a detector of tiles is scored on. */
export const scoreOn = byDefault(
  choice(
    ["tiles", "photographs"],
    "of detectors trained with --tile: tiles one by one, as its training scored them, or whole photographs, on which what was found on their tiles is merged as predict does",
  ),
  "tiles",
);

/** The same, fixed in an export. */
export const exportedFindings = {
  scoreThreshold: otherwise(
    decimal({ min: 0, max: 1 }, "of detectors: least score of what the file gives"),
    `${leastScore.toPredict}`,
  ),
  nmsThreshold: otherwise(decimal({ min: 0, max: 1 }, `of detectors: ${overlapHelp}`), "as the detector was trained"),
  maxDetections: otherwise(
    integer({ min: 1, max: 10_000 }, "of detectors: most objects of an image"),
    `${usualFindings.maxDetections}`,
  ),
} as const;

/** The settings of a detector's training alone. */
export const detectionOptions = {
  assigner: byDefault(
    choice(["fcos", "atss"], "which locations learn a box: by size and centre, or by the statistics of its overlaps"),
    "fcos",
  ),
  points: otherwise(
    choice(["corners", "centers"], "where a position of a map looks from: torchvision's corner or the paper's centre"),
    "corners; centers with atss",
  ),
  trainNorms: byDefault(
    toggle(
      "train the backbone's batch norms too, which needs batches of many pixels; without it they stay as they are",
    ),
    false,
  ),
  boxLoss: byDefault(
    choice(["torchvision", "mmdet"], "how losses are averaged; mmdet: boxes seen from their centre count more"),
    "torchvision",
  ),
  fit: byDefault(
    choice(["letterbox", "squish"], "how an image fills the input: its proportions kept, or not"),
    "letterbox",
  ),
  scaleJitter: byDefault(
    interval({ min: 0.05, max: 10 }, "size of a training image, least and most, as shares of the one that fits"),
    [0.5, 1.5],
  ),
  leastVisible: byDefault(decimal({ min: 0, max: 1 }, "share of a box that a crop has to show for it to stay"), 0.25),
  mosaic: byDefault(decimal({ min: 0, max: 1 }, "probability that four images make one"), 0),
  nmsThreshold: byDefault(
    decimal({ min: 0, max: 1 }, `of scores, and saved with the detector: ${overlapHelp}`),
    usualFindings.nmsThreshold,
  ),
  copyPaste: byDefault(decimal({ min: 0, max: 1 }, "probability that objects of another image are pasted in"), 0),
} as const;

/** Every setting of a training, once: flags, `--help`, `--config` files and config.json all come from this table. */
import { datasetSpecs } from "@tresnet/data";
import { detectorNames } from "@tresnet/detection";
import { modelNames, pretrainedTags } from "@tresnet/zoo";
import { z } from "zod";
import {
  byDefault,
  choice,
  decimal,
  decimals,
  integer,
  interval,
  names,
  otherwise,
  text,
  toggle,
} from "../options/option.ts";
import { augmentationOptions } from "./augmentation/augmentation-options.ts";
import { clusterOptions } from "./cluster/cluster-options.ts";
import { readingOptions } from "./data/reading-options.ts";
import { usualCrop, usualSize } from "./data-defaults.ts";
import { boxReadingOptions, detectionOptions, splitBy, tileOptions } from "./detection/detection-options.ts";
import { device, onBroken, precision, startFromEma, workers } from "./execution-options.ts";
import { exportedRunOptions } from "./export-options.ts";
import { lossNames, optimizerNames, scheduleNames, optimizationWords as words } from "./optimization-words.ts";
import { viewNames, viewsHelp } from "./view-names.ts";

const data = {
  task: otherwise(
    choice(["classify", "detect"], "what the model answers: an image's class or classes, or a box around each object"),
    "detect for data with boxes alone and for detectors, else classify",
  ),
  data: otherwise(text("data", `what to train on: ${datasetSpecs.join(", ")}`), "none; may also stand without a flag"),
  valSplit: byDefault(
    decimal({ min: 0, max: 0.9 }, "share of the training images held out for validation where the data has none"),
    0.1,
  ),
  classes: otherwise(
    names("a,b,c", "classes to keep, numbered anew; those with commas in their names: as a list in a --config file"),
    "all",
  ),
  withoutClasses: otherwise(
    names("a,b,c", "classes to leave out, such as one that no image has; of several per image the others stay"),
    "none",
  ),
  trainPerClass: otherwise(integer({ min: 1 }, "training images of each class to keep, drawn by the seed"), "all"),
  ...readingOptions,
  ...tileOptions,
  ...boxReadingOptions,
  splitBy,
  balanced: byDefault(toggle("show all classes equally often, rare ones by repeating their images"), false),
  workers,
  onBroken,
  cacheImages: byDefault(
    choice(
      ["auto", "on", "off"],
      "keep decoded images in memory, or the features that a frozen backbone always makes of them; auto: if they fit into 1 GiB",
    ),
    "auto",
  ),
} as const;

const model = {
  model: byDefault(
    choice(
      [...modelNames, ...pretrainedTags, ...detectorNames],
      "architecture, or tag of published weights; with --task detect its detector",
    ),
    "tresnet_s",
  ),
  pretrained: byDefault(toggle("start from published weights, fetched from the Hugging Face hub"), false),
  imgSize: otherwise(integer({ min: 8, max: 4096 }, "side of the square input, pixels"), usualSize),
  numClasses: otherwise(
    integer({ min: 2, max: 1_000_000 }, "classes of the head, at least as many as the data has"),
    "the data's",
  ),
  initialCheckpoint: otherwise(
    text(
      "file",
      "weights to start from, a folder with them, or hf-hub:user/name; the head is replaced where the classes differ",
    ),
    "none",
  ),
  useEma: startFromEma,
  head: byDefault(choice(["linear", "ml-decoder"], "last layer; ml-decoder: attention, for many labels"), "linear"),
  decoderGroups: byDefault(integer({ min: 1 }, "queries of ml-decoder, at most as many as classes"), 100),
  decoderEmbedding: byDefault(integer({ min: 8, multipleOf: 8 }, "channels of ml-decoder, a multiple of 8"), 768),
  freeze: byDefault(
    choice(
      ["none", "backbone", "1", "2", "3", "4", "5"],
      "what is not trained: the backbone, or so many stages, the stem first",
    ),
    "none",
  ),
  freezeEpochs: byDefault(
    integer({ min: 0 }, "of all epochs, the first that train the head alone; then what --freeze says"),
    0,
  ),
  drop: byDefault(
    decimal({ min: 0, max: 0.99 }, "dropout before the head, in ml-decoder inside of it, where 0 is its own 0.1"),
    0,
  ),
  dropPath: byDefault(decimal({ min: 0, max: 0.99 }, "drop path, full rate at the last block"), 0),
  inPlaceNorm: byDefault(toggle("the paper's in-place batch norm: less memory, a little slower"), false),
  gradCheckpointing: byDefault(
    toggle("keep blocks' inputs only and run blocks again for gradients: far less memory, a third slower"),
    false,
  ),
} as const;

const augmentation = {
  aug: byDefault(
    toggle(
      "train on images as evaluation makes them, whatever else stands under this heading but mixup and cutmix; with --freeze backbone their features are computed once",
    ),
    true,
  ),
  trainCropMode: otherwise(
    choice(["rrc", "pad"], "rrc: random resized crop; pad: whole image, random place after padding"),
    usualCrop,
  ),
  scale: byDefault(interval({ min: 0.01, max: 1 }, "area of a random resized crop, least and most"), [0.08, 1]),
  ratio: byDefault(
    interval({ min: 0.01, max: 100 }, "width to height of a random resized crop, least and most"),
    [0.75, 1.3333333333333333],
  ),
  padding: byDefault(integer({ min: 0, max: 512 }, "pixels around the image before it is cropped, reflected"), 4),
  hflip: byDefault(decimal({ min: 0, max: 1 }, "probability of a left-right flip"), 0.5),
  vflip: byDefault(decimal({ min: 0, max: 1 }, "probability of an upside-down flip"), 0),
  quarterTurns: byDefault(toggle("turn by 0, 90, 180 or 270 degrees"), false),
  ...augmentationOptions,
  mixup: byDefault(decimal({ min: 0, max: 100 }, "alpha of mixup, which blends two images; 0: none"), 0),
  cutmix: byDefault(decimal({ min: 0, max: 100 }, "alpha of cutmix, which pastes a part of another image; 0: none"), 0),
  fastDecode: byDefault(toggle("decode large JPEGs at a fraction of their size"), false),
  cropMode: byDefault(choice(["center", "squish"], "how evaluation makes an image square"), "center"),
  cropPct: otherwise(
    decimal({ min: 0.01, max: 1 }, "share of the shorter side that a center crop keeps"),
    "the model's, 1 below 128 pixels",
  ),
  mean: otherwise(decimals(3, {}, "subtracted from red, green and blue, which run from 0 to 1"), "the model's"),
  std: otherwise(decimals(3, { min: 1e-6 }, "what they are then divided by"), "the model's"),
} as const;

const detection = detectionOptions;

const optimization = {
  epochs: byDefault(integer({ min: 1, max: 100_000 }, "passes over the training images"), 30),
  batchSize: byDefault(integer({ min: 1, max: 65_536 }, "images per step, of each process"), 64),
  gradAccum: byDefault(integer({ min: 1, max: 4096 }, "batches whose gradients make one update of the weights"), 1),
  opt: byDefault(choice(optimizerNames, words.optimizers), "sgd"),
  lr: otherwise(decimal({ min: 0 }, "highest learning rate"), words.learningRates),
  layerDecay: byDefault(
    decimal({ min: 0.01, max: 1 }, "learning rate of each block, as a share of the next one's; 0.75 is usual"),
    1,
  ),
  headLrMult: byDefault(
    decimal({ min: 0.001, max: 1000 }, "learning rate of the head, times that of the last block"),
    1,
  ),
  momentum: byDefault(decimal({ min: 0, max: 0.999 }, `of ${words.momentum}`), 0.9),
  weightDecay: otherwise(decimal({ min: 0 }, "of convolution and dense weights only"), words.weightDecays),
  sched: byDefault(choice(scheduleNames, "how the learning rate changes"), "onecycle"),
  warmupEpochs: byDefault(
    decimal({ min: 0 }, `epochs of rising learning rate: of ${words.warmup}; onecycle rises for 30 %`),
    1,
  ),
  minLr: byDefault(decimal({ min: 0 }, `where ${words.least} ends`), 0),
  loss: otherwise(
    choice(lossNames, `${words.oneLabel}: one class per image; the others: any number, each a yes or no`),
    words.usualLosses,
  ),
  gammaNeg: byDefault(decimal({ min: 0, max: 100 }, "focus of asl on mistaken negatives"), 4),
  gammaPos: byDefault(decimal({ min: 0, max: 100 }, "focus of asl on positives not seen yet"), 0),
  aslClip: byDefault(decimal({ min: 0, max: 0.99 }, "probability below which asl takes negatives for known"), 0.05),
  smoothing: otherwise(decimal({ min: 0, max: 0.99 }, "label smoothing"), "0.1; 0 for several classes per image"),
  classWeights: byDefault(choice(["none", "balanced"], "balanced: rare classes count more"), "none"),
  clipGrad: otherwise(decimal({ min: 1e-6 }, "greatest global norm of the gradients"), "no limit"),
  modelEma: byDefault(toggle("average the weights over time and evaluate the average"), false),
  modelEmaDecay: byDefault(decimal({ min: 0, max: 1 }, "share of the average that one step keeps"), 0.998),
} as const;

const execution = {
  precision,
  device,
  threads: otherwise(integer({ min: 1, max: 1024 }, "threads inside one TensorFlow op"), "every core"),
  seed: byDefault(integer({ min: 0, max: 2 ** 31 - 1 }, "decides everything that is random"), 0),
} as const;

const output = {
  output: byDefault(text("folder", "where run directories are made"), "runs"),
  experiment: otherwise(text("name", "name of the run directory"), "time, model and data"),
  evalMetric: otherwise(
    choice(
      ["accuracy", "balanced-accuracy", "map", "ap", "ap50", "loss"],
      "what picks the best epoch; map: of several classes per image; ap, ap50: COCO's, of detectors",
    ),
    "accuracy; map for several classes per image; ap50 for detectors",
  ),
  tta: byDefault(choice(viewNames, `of the final score: ${viewsHelp}`), "none"),
  patience: otherwise(
    integer({ min: 1 }, "epochs without a better one before training stops"),
    "no end before the last",
  ),
  checkpointInterval: byDefault(
    integer({ min: 0 }, "steps between checkpoints within an epoch; 0: at its end only"),
    0,
  ),
  logInterval: byDefault(integer({ min: 1 }, "steps between progress lines where there is no terminal"), 50),
} as const;

/** The table, in the order of `--help`. */
export const trainSections = {
  Data: data,
  Model: model,
  Augmentation: augmentation,
  Detection: detection,
  Optimization: optimization,
  Execution: execution,
  Processes: clusterOptions,
  Output: output,
  Export: exportedRunOptions,
} as const;

/** The table as one schema. */
export const trainTable = z.object({
  ...data,
  ...model,
  ...augmentation,
  ...detection,
  ...optimization,
  ...execution,
  ...clusterOptions,
  ...output,
  ...exportedRunOptions,
});

/**
 * The settings of a training, checked and complete but for what depends on the data.
 *
 * `tresnet train --help` says of each what it does, what it may be and what it is by default.
 */
export type TrainOptions = z.output<typeof trainTable>;

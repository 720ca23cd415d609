export type { Interpolation } from "@tresnet/preparation";
export { areSameNames, canonicalName, placesOf } from "./dataset/class-names.ts";
export { type ClassOrder, inClassOrder } from "./dataset/class-order.ts";
export {
  type Dataset,
  type DatasetSplits,
  type FileSource,
  type ImageSource,
  isMultiLabel,
  type MultiLabelDataset,
  type PixelSource,
  type PixelWindow,
  type WindowSource,
} from "./dataset/dataset.ts";
export { drawPerClass } from "./dataset/draw-per-class.ts";
export { keepClasses, leaveOutClasses } from "./dataset/keep-classes.ts";
export {
  type BoxDataset,
  hasBoxes,
  type ObjectBoxes,
  type ObjectId,
  type PixelSize,
} from "./dataset/objects/box-dataset.ts";
export type { Pixels } from "./dataset/pixels.ts";
export { isKeptBy, type SelectOptions, selectImages } from "./dataset/select-images.ts";
export { type SplitOptions, split } from "./dataset/split.ts";
export { subset } from "./dataset/subset.ts";
export type { BoxFormat, BoxOptions, DataNotice, DatasetRow, OpenDatasetOptions } from "./datasets/dataset-row.ts";
export { datasetTable } from "./datasets/dataset-table.ts";
export {
  findImages,
  type ImageSearch,
  imageFiles,
  imagesAmong,
  isImageName,
  type LabelledFile,
  type MultiLabelFile,
  multiLabelFiles,
} from "./datasets/image-files.ts";
export {
  datasetOf,
  datasetSpecs,
  type NamedDataset,
  openDataset,
  openDatasetToEvaluate,
} from "./datasets/open-dataset.ts";
export { type PassedOver, passedOverNotice, passedOverWords } from "./datasets/passed-over.ts";
export { type SceneSplits, syntheticScenes } from "./datasets/scenes/scenes.ts";
export { type SyntheticOptions, syntheticData } from "./datasets/synthetic.ts";
export { type DecodeOptions, decodeFile, decodeFor, decodeImage, readImageFile } from "./decode/decode.ts";
export { decodeSource } from "./decode/decode-source.ts";
export { isWholeFile } from "./decode/is-whole-file.ts";
export type { WindowDecoders } from "./decode/plain-jpeg.ts";
export { type BrokenImage, BrokenImageError, DataError } from "./errors.ts";
export type { DownloadOptions } from "./files/download.ts";
export type { BoxFinding, BoxInspection, BoxName, BoxPart } from "./inspect/boxes/box-inspection.ts";
export { type BoxSheetOptions, boxPicture, boxSheet } from "./inspect/boxes/box-sheet.ts";
export { boxColor, boxesSvg, type DrawBoxesOptions, type DrawnBox, drawBoxes } from "./inspect/boxes/draw-boxes.ts";
export { inspectBoxes } from "./inspect/boxes/inspect-boxes.ts";
export { darkReason } from "./inspect/data-warnings.ts";
export { type InspectOptions, inspectDataset } from "./inspect/inspect-dataset.ts";
export type {
  BrokenFile,
  DataInspection,
  DuplicateGroup,
  ImageName,
  PartInspection,
  PartName,
  Range,
  Sizes,
} from "./inspect/inspection.ts";
export { type Light, lightOf } from "./inspect/light.ts";
export { defaultNearThreshold, type NearThreshold } from "./inspect/near-duplicates.ts";
export { pictureSheet, type SheetOptions, type SheetPicture } from "./inspect/picture-sheet.ts";
export { thumbnail } from "./inspect/thumbnail.ts";
export type { Batch, BatchSource, EpochOptions, ObjectsOfBatch } from "./loader/batch.ts";
export { BatchLoader, type BatchLoaderOptions } from "./loader/batch-loader.ts";
export { type MixedBatch, type MixOptions, mixBatch } from "./loader/mix-batch.ts";
export type { BatchObjects } from "./loader/objects/batch-objects.ts";
export type { PartPlaces, Places, Share } from "./loader/order/share.ts";
export { type CheckBoxesOptions, checkBoxes } from "./objects/check-boxes.ts";
export { type MeasuredSize, measureImages } from "./objects/measure-images.ts";
export {
  type MergedDetections,
  type MergeOptions,
  mergeTiles,
  type TileDetections,
} from "./objects/tiles/merge-tiles.ts";
export { type Tile, type TiledDataset, type TileOptions, tiledDataset } from "./objects/tiles/tiled-dataset.ts";
export { type Random, random, shuffled } from "./random.ts";
export { shownName, spelledOut } from "./shown-text.ts";
export type { AugmentationSettings } from "./transforms/augmentations/augmentations.ts";
export type { AutoAugment, RandAugment } from "./transforms/augmentations/auto-augment/auto-augment.ts";
export type { ColorJitter } from "./transforms/augmentations/color-jitter.ts";
export type { Cutout } from "./transforms/augmentations/cutout.ts";
export type { PlacedBoxes } from "./transforms/boxes/box-placement.ts";
export {
  type BoxTargets,
  type BoxTransform,
  type EvalBoxesTransform,
  evalBoxesTransform,
  type TrainBoxesTransform,
  trainBoxesTransform,
} from "./transforms/boxes/box-transform.ts";
export type { ChannelValues } from "./transforms/channel-values.ts";
export type { OrientationSettings } from "./transforms/draw-orientation.ts";
export type { EvalPlacement } from "./transforms/eval-placement.ts";
export type { EvaluationCrop, PaddedCrop, RandomResizedCrop, TrainCrop } from "./transforms/train-crop.ts";
export {
  type AnyTransform,
  type EvalTransform,
  evalTransform,
  isFixed,
  type TrainTransform,
  type Transform,
  trainTransform,
} from "./transforms/transform.ts";

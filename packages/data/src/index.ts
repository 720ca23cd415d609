export type { Batch, BatchSource, EpochOptions } from "./batch.ts";
export { BatchLoader, type BatchLoaderOptions } from "./batch-loader.ts";
export {
  type Dataset,
  type DatasetSplits,
  type ImageSource,
  isMultiLabel,
  type MultiLabelDataset,
  type Pixels,
} from "./dataset.ts";
export { decodeFile, decodeImage } from "./decode.ts";
export { drawPerClass } from "./draw-per-class.ts";
export { type BrokenImage, BrokenImageError, DataError } from "./errors.ts";
export {
  findImages,
  imageFiles,
  isImageName,
  type LabelledFile,
  type MultiLabelFile,
  multiLabelFiles,
} from "./image-files.ts";
export { type InspectOptions, inspectDataset } from "./inspect/inspect-dataset.ts";
export type {
  BrokenFile,
  DataInspection,
  DuplicateGroup,
  ImageName,
  PartInspection,
  PartName,
  Sizes,
} from "./inspect/inspection.ts";
export { defaultNearThreshold, type NearThreshold } from "./inspect/near-duplicates.ts";
export { keepClasses } from "./keep-classes.ts";
export { type MixedBatch, type MixOptions, mixBatch } from "./mix-batch.ts";
export { datasetSpecs, type OpenDatasetOptions, openDataset } from "./open-dataset.ts";
export { pictureSheet, type SheetOptions, type SheetPicture } from "./picture-sheet.ts";
export { type Random, random, shuffled } from "./random.ts";
export { type SelectOptions, selectImages } from "./select-images.ts";
export { type SplitOptions, split } from "./split.ts";
export { subset } from "./subset.ts";
export { type SyntheticOptions, syntheticData } from "./synthetic.ts";
export { thumbnail } from "./thumbnail.ts";
export {
  type AutoAugment,
  type ChannelValues,
  type ColorJitter,
  type Cutout,
  type EvalTransform,
  evalTransform,
  isFixed,
  type TrainCrop,
  type TrainTransform,
  type Transform,
  trainTransform,
} from "./transform.ts";

/** What a dataset is: labelled images by index, none of them decoded yet. */

/** Decoded pixels: rows of interleaved 8-bit channels, grey or RGB. */
export interface Pixels {
  /** Length height · width · channels. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Where one image comes from: a file still to be decoded, or pixels in memory. */
export type ImageSource = { readonly kind: "file"; readonly path: string } | ({ readonly kind: "pixels" } & Pixels);

/** Labelled images, addressed by index from 0 to length - 1. */
export interface Dataset {
  readonly name: string;
  /** The class that label `k` stands for is `classNames[k]`. */
  readonly classNames: readonly string[];
  readonly length: number;
  /** The class index of one image; in multi-label data its first class, -1 if it has none. */
  label(index: number): number;
  /** In multi-label data alone: every class on the image, ascending, none twice; may be none. */
  labels?(index: number): readonly number[];
  source(index: number): ImageSource;
  /** What reports call the image: the path of a file, else name and number. */
  id(index: number): string;
  /** Whom to name, and the licence, when results are shown. */
  readonly credit?: string;
}

/** Images that show any number of the classes. */
export interface MultiLabelDataset extends Dataset {
  labels(index: number): readonly number[];
}

/** Whether the images have any number of classes, not exactly one. */
export function isMultiLabel(dataset: Dataset): dataset is MultiLabelDataset {
  return dataset.labels !== undefined;
}

/** The parts of a data set; what it has no images for is absent. */
export interface DatasetSplits {
  readonly train: Dataset;
  readonly val?: Dataset;
  readonly test?: Dataset;
}

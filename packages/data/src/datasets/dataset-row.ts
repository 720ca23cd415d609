/** What is known of a data set before it is opened: one row of the table. */
import type { DatasetSplits } from "../dataset/dataset.ts";
import type { DownloadOptions } from "../files/download.ts";
import type { TileOptions } from "../objects/tiles/tiled-dataset.ts";
import type { SyntheticOptions } from "./synthetic.ts";

/** Something about data that a user should know and that stops nothing. */
export interface DataNotice {
  /** A warning tells of what is probably not wanted. */
  readonly level: "info" | "warning";
  /** The sentence to show, which is true alone. */
  readonly message: string;
}

/** How a data set is opened, whichever it is. */
export interface OpenDatasetOptions extends DownloadOptions {
  /** Is told what a user should know of the data: what was passed over, what was taken for what. */
  readonly onNotice?: ((notice: DataNotice) => void) | undefined;
  /**
   * The folder that the names of images in a CSV or COCO file are relative to. Default: it is looked for beside that
   * file.
   */
  readonly imageRoot?: string | undefined;
  /**
   * Whether a cell of a CSV file's class column names one class or several. Default: as the column's name and its cells
   * say.
   */
  readonly labels?: "one" | "several" | undefined;
  /** The classes that will be kept: others need no images. Default: all. */
  readonly isKept?: ((className: string) => boolean) | undefined;
  /**
   * Whether `isKept` follows names that the user has given: folders that look like no classes, such as "images" and
   * "masks", are classes then. @default false
   */
  readonly hasNamedClasses?: boolean | undefined;
  /** The seed of random splits and synthetic images. @default 0 */
  readonly seed?: number | undefined;
  /**
   * The shares of train, val and test, at most 1 together, where the data has no parts of its own. Default 0.8, 0.1,
   * 0.1; solar-cells 0.6, 0.2, 0.2.
   */
  readonly fractions?: readonly [train: number, val: number, test: number] | undefined;
  /**
   * The share of the training images to set apart as val, where the data has parts of its own but no val. Default 0: no
   * val.
   */
  readonly holdOut?: number | undefined;
  /** The folder where downloads are kept. Default: `data` in the project's cache folder. */
  readonly cacheFolder?: string | undefined;
  /** Asks for data with boxes around its objects, checked; without it data has boxes where its form has them. */
  readonly boxes?: BoxOptions | undefined;
  /**
   * How the photographs of tree-crowns become parts: "tiles" deals the tiles of all of them, "photographs" keeps one
   * for the test. @default "tiles"
   */
  readonly splitBy?: "tiles" | "photographs" | undefined;
  /**
   * How large photographs are cut into tiles, in parts that know how (tree-crowns). Others are cut by `tiledDataset`.
   */
  readonly tile?: TileOptions | undefined;
  /** What synthetic images are like, but for their seed. */
  readonly synthetic?: Omit<SyntheticOptions, "seed"> | undefined;
}

/** The forms of boxes that are read. */
export type BoxFormat = "coco" | "voc" | "yolo" | "csv" | "retinanet";

/** How data with boxes around its objects is opened. */
export interface BoxOptions {
  /**
   * What boxes do that are degenerate, outside of their image or no numbers: "fail" refuses the data with file and
   * entry, "drop" leaves them out, "clip" cuts them to their image and leaves out what is nothing then. @default "fail"
   */
  readonly bad?: "fail" | "drop" | "clip" | undefined;
  /**
   * What the pixel at the upper left corner of an image is called in Pascal VOC's XML: (1, 1), a box holding all pixels
   * from its xmin to its xmax, or (0, 0), its numbers being corners. Default: one-based unless a box begins at 0.
   */
  readonly corners?: "one-based" | "zero-based" | undefined;
  /**
   * Which pixels boxes are of where an image's EXIF turns it: those in the file ("stored"), or those that are seen
   * ("shown"). Default: those shown, which is told; sizes in annotations that contradict it are refused.
   */
  readonly orientation?: "stored" | "shown" | undefined;
  /**
   * The form of the boxes in a folder; "retinanet" is a CSV file of path, x1, y1, x2, y2 and class without a line of
   * names. Default: as what is there tells.
   */
  readonly format?: BoxFormat | undefined;
}

interface DatasetFacts {
  /** What the data set is called in a spec such as "cifar10" or "folder:PATH". */
  readonly name: string;
  /** One sentence that says what it is. */
  readonly help: string;
  /** What stands after the colon of a spec where a location may be given. @default "PATH" */
  readonly locationWord?: "PATH" | "FILE";
  /** What to do where a location is required and missing. Default: to add it. */
  readonly instructions?: string;
  /**
   * Whether this is a form that anybody's images may have, told apart by their location, not one published data set.
   */
  readonly isFormat: boolean;
  /**
   * Whether users put such data together themselves, and may have moved or changed it since: it is known again by its
   * files, not by its name, and what was not trained on is one whole unless it names parts. @default false
   */
  readonly isOfOneUser?: boolean;
  /** Whether its images have boxes around their objects and nothing else to learn. @default false */
  readonly hasBoxesAlone?: boolean;
  /** Whether the last part of the location is a name that tells one such data set from another. @default false */
  readonly isNamedByLocation?: boolean;
  /** Side of the network's input in pixels that its images are usually seen at; undefined: the model's own. */
  readonly inputSize?: number;
  /**
   * Opens what is at the location to be evaluated on: there may be one class alone, and no training images. Default: as
   * for a training.
   */
  readonly openToEvaluate?: (location: string, options: OpenDatasetOptions) => Promise<Partial<DatasetSplits>>;
  /** The crop of usual training: "padded" for small images that are cut to their subject already. */
  readonly trainCrop: "padded" | "random-resized";
}

/** One data set, or one form of data sets, as the table has it. */
export type DatasetRow = DatasetFacts &
  (
    | {
        /** A location must be given. */
        readonly location: "required";
        /** Opens what is at the location, a full path. */
        readonly open: (location: string, options: OpenDatasetOptions) => Promise<DatasetSplits>;
      }
    | {
        /** A location may be given; without it the data is fetched once. */
        readonly location: "optional";
        /** Opens what is at the location, a full path, or fetches it. */
        readonly open: (location: string | undefined, options: OpenDatasetOptions) => Promise<DatasetSplits>;
      }
    | {
        /** There is no location to give. */
        readonly location: "none";
        /** Opens the data. */
        readonly open: (location: undefined, options: OpenDatasetOptions) => Promise<DatasetSplits>;
      }
  );

/**
 * Returns how a row's data is named: "folder:PATH", "cifar10[:PATH]" where the location may be left out, "synthetic".
 */
export function specOf({ name, location, locationWord = "PATH" }: DatasetRow): string {
  switch (location) {
    case "required":
      return `${name}:${locationWord}`;
    case "optional":
      return `${name}[:${locationWord}]`;
    case "none":
      return name;
    default:
      return location satisfies never;
  }
}

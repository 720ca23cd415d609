/** How a format of `tresnet export` holds a detector. */
import type { DetectionLimits, Detector } from "@tresnet/detection";
import type { ExportedDetector } from "@tresnet/export";
import type { NotChecked } from "../export-result.ts";

/** What is said of a detector besides its weights. */
export interface DescribedDetector {
  /** The detector's name, such as "fcos_tresnet_m". */
  readonly name: string;
  /** How an image fills the input: its proportions kept, or not. */
  readonly fit: "letterbox" | "squish";
  /** How boxes were given to locations in training. */
  readonly assigner: "fcos" | "atss";
  /** Where a position of a map looks from. */
  readonly points: "corners" | "centers";
  /** How photographs are cut into tiles; undefined where they are looked at as a whole. */
  readonly tile?: { readonly size: number; readonly overlap: number } | undefined;
}

/** What goes into a file besides the detector. */
export interface DetectorContent {
  /** Whether weights are written as float16, half the bytes. */
  readonly half: boolean;
  /** What goes in: normalized float32, or the bytes of pixels. */
  readonly input: "float32" | "uint8";
  /** What the file says of itself: text by key, to be kept in the file. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Height and width of the images that go in, pixels. */
  readonly size: number;
  /** Thresholds and limits of what is found: fixed where decoding is in the file, else what its readers begin with. */
  readonly limits: Required<DetectionLimits>;
  /** The names of the classes in the order of the labels; numbers in words where nobody named them. */
  readonly classNames: readonly string[];
  /** The model of the zoo that is its backbone. */
  readonly backbone: string;
  /** How it was built and images are made ready for it. */
  readonly detector: DescribedDetector;
  /** Under what terms the weights may be used, as the user says. */
  readonly license: string | undefined;
  /** How good the weights are, in words. */
  readonly score: string | undefined;
  /** The number subtracted from each channel, whose values run from 0 to 1. */
  readonly mean: readonly [number, number, number];
  /** The number that each channel is divided by afterwards. */
  readonly std: readonly [number, number, number];
}

/** The part of a format's row for detectors. */
export interface DetectorExporter {
  /**
   * Writes the detector to a path where nothing is.
   * @throws ExportError when the file can't hold it.
   */
  readonly write: (detector: Detector, file: string, content: DetectorContent) => Promise<void>;
  /** Whether decoding is in the file, whose limits of what is found are fixed then. */
  readonly hasFixedLimits: boolean;
  /**
   * Loads what was written, to be run beside the detector or in its place. Where decoding is in the file, its own
   * limits hold, and `limits` are not looked at.
   */
  readonly load: (file: string, limits: Required<DetectionLimits>) => Promise<ExportedDetector | NotChecked>;
}

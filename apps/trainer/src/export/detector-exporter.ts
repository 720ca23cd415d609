/** How a format of `tresnet export` holds a detector. */
import type { DetectionLimits, Detector } from "@tresnet/detection";
import type { ExportedDetector } from "@tresnet/export";
import type { NotChecked } from "./export-result.ts";

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
  /** Thresholds and limits of what is found. */
  readonly limits: DetectionLimits;
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
  /** Loads what was written, to be run beside the detector. */
  readonly load: (file: string) => Promise<ExportedDetector | NotChecked>;
}

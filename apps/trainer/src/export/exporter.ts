/** What a format of `tresnet export` is: how it writes a model, and how what it wrote is run again. */
import type { ExportedNet, QuantizeOptions } from "@tresnet/export";
import type { CropMode, ImageClassifier, Interpolation } from "@tresnet/zoo";
import type { DetectorExporter } from "./detectors/detector-exporter.ts";
import type { NotChecked } from "./export-result.ts";

/** How images are made ready for the model, in the order in which it is done. */
export interface ExportPreprocessing {
  /** Height and width of the images that go in, pixels. */
  readonly imgSize: number;
  /** How an image is cut to a square, such as "center". */
  readonly cropMode: CropMode;
  /** The part of the shorter side that the crop keeps, above 0 to 1. */
  readonly cropPct: number;
  /** The filter that images are resized with. */
  readonly interpolation: Interpolation;
  /** The number subtracted from each channel, red, green and blue, whose values run from 0 to 1. */
  readonly mean: readonly [number, number, number];
  /** The number that each channel is divided by afterwards. */
  readonly std: readonly [number, number, number];
}

/** What goes into a file besides the model. */
export interface ExportContent {
  /** Whether weights are written as float16, half the bytes. */
  readonly half: boolean;
  /** Whether the head is left out. */
  readonly backbone: boolean;
  /** What the file says of itself: text by key, to be kept in the file. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Height and width of the images, pixels; undefined where any size is to do. */
  readonly size: number | undefined;
  /** Rounds the net to 8 bits, by normalized images of its data; undefined where it stays float32. */
  readonly quantize: QuantizeOptions | undefined;
  /** What goes in: normalized float32 for logits, or the bytes of pixels for probabilities. */
  readonly input: "float32" | "uint8";
  /** The names of the classes in the order of the logits; numbers in words where nobody named them. */
  readonly classNames: readonly string[];
  /** How images are made ready. */
  readonly preprocessing: ExportPreprocessing;
  /** Whether an image has one class or any number of them. */
  readonly task: "single-label" | "multi-label";
  /** The probability of each class from which on the answer is yes; undefined where an image has one class. */
  readonly thresholds: readonly number[] | undefined;
  /** Under what terms the weights may be used, as the user says. */
  readonly license: string | undefined;
  /** How good the weights are, in words. */
  readonly score: string | undefined;
}

/** What a format may need to know of an export to load it. */
export type LoadedContent = Pick<ExportContent, "input">;

/** The settings that only some formats take. */
export type ExportSetting = "half" | "backbone" | "imgSize" | "input" | "quantize";

/** A format in which a trained model is given away: a row of `exporters`. */
export interface Exporter {
  /** How the format holds a model, in a few words that `--help` shows after its name. */
  readonly help: string;
  /** How names of its files end, with the dot; "" for a format of folders. */
  readonly extension: string;
  /** The settings that it takes; others are refused. @default half and backbone */
  readonly takes?: readonly ExportSetting[];
  /** Whether an old file of the name is replaced without being asked to. @default false */
  readonly overwrites?: boolean;
  /** The name in a run's folder where none is given; by default "export" and the extension, or the format's own. */
  readonly usualName?: string;
  /** The shell words before its path that show it to a person, of a page. @default none */
  readonly openBy?: string;
  /**
   * Why the format can't hold such a model, as a sentence with the way out; undefined where it can. Is asked before a
   * training too, of a model whose weights have no values, and without the task where the data is not read yet.
   */
  readonly refusal?: (model: ImageClassifier, task: ExportContent["task"] | undefined) => string | undefined;
  /**
   * Writes the model to a path where nothing is: `exportModel` gives one beside the output, and renames it when all is
   * there and checked.
   * @throws CheckpointError or ExportError when the file can't hold the model.
   */
  readonly write: (model: ImageClassifier, file: string, content: ExportContent) => Promise<void>;
  /** Loads what was written, to be run beside the model or in its place; a format without this is not checked. */
  readonly load?: (file: string, content: LoadedContent) => Promise<ExportedNet | NotChecked>;
  /**
   * Reads what an export of this format says of itself, as `metadata` of its content; undefined for what is none. With
   * `load`, `predict` and `evaluate` take such exports.
   * @throws ExportError for a damaged one.
   */
  readonly read?: (location: string) => Promise<ReadonlyMap<string, string> | undefined>;
  /** How the format holds a detector; a format without this refuses one. */
  readonly detectors?: DetectorExporter;
  /** Adds what the check found to what was written: a line of JSON to be kept with the rest of the description. */
  readonly addNote?: (file: string, note: string) => Promise<void>;
}

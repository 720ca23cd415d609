import type { ImageClassifier } from "@tresnet/zoo";

/** What goes into a file besides the model. */
export interface ExportContent {
  /** Whether weights are written as float16, half the bytes. */
  readonly half: boolean;
  /** Whether the head is left out. */
  readonly backbone: boolean;
  /** What the file says of itself: text by key, to be kept in the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A format in which a trained model is given away: a row of `exporters`. */
export interface Exporter {
  /** How the format holds a model, in a few words that `--help` shows after its name. */
  readonly help: string;
  /** How names of its files end, with the dot. */
  readonly extension: string;
  /**
   * Writes the model; where that fails, an old file of the name stays as it was.
   * @throws CheckpointError when the file can't be written, or can't hold the model.
   */
  readonly write: (model: ImageClassifier, file: string, content: ExportContent) => Promise<void>;
}

/** What a run's weights scored and answered, for who looks at the run later: evaluation.json and answers.json. */
import { replaceFile } from "@tresnet/files";

/** What the model answered for one image. */
export interface RecordedAnswer {
  /** The path or name of the image. */
  readonly file: string;
  /** The positions of its classes: one, or any number of them. */
  readonly truth: readonly number[];
  /** The likeliest classes with their probabilities, likeliest first, at most five. */
  readonly top: readonly (readonly [position: number, probability: number])[];
  /** The name of its small picture in the folder "pictures", where there is one. */
  readonly picture?: string;
  /** The name of a picture there that shows where the model looked, where there is one. */
  readonly heat?: string;
}

/** A bin of answers of about the same confidence. */
export interface RecordedBin {
  readonly from: number;
  readonly to: number;
  readonly answers: number;
  /** The mean confidence of its answers; null in an empty bin. */
  readonly confidence: number | null;
  /** The share of its answers that is right; null in an empty bin. */
  readonly accuracy: number | null;
}

/** answers.json. */
export interface RecordedAnswers {
  /** What the images are: "test images". */
  readonly what: string;
  readonly classNames: readonly string[];
  /** How many images were answered; `images` holds those with the highest loss where they are too many. */
  readonly count: number;
  readonly images: readonly RecordedAnswer[];
  readonly calibration: readonly RecordedBin[];
}

/** Writes a record whole: what has no value becomes null. */
export async function writeRecord(file: string, record: object): Promise<void> {
  await replaceFile(file, (handle) => handle.writeFile(`${JSON.stringify(record)}\n`));
}

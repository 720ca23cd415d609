/** Writes what a model said of each image, as CSV or JSON. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { replaceFile } from "@tresnet/files";
import { UsageError } from "../errors.ts";
import { classNameOf } from "../model/load-model.ts";
import { checkOutputFile } from "../settings/check-output-file.ts";
import { toCsv } from "../text/csv.ts";
import { likeliest } from "./scores/score-predictions.ts";
import { labelsAbove, type Thresholds } from "./scores/thresholds.ts";

/** One image: its file, its label or labels where they are known, and one probability per class. */
export interface PredictionRow {
  /** What reports call the image: the path of its file, else name and number. */
  readonly file: string;
  /** The position of its class among the classes; -1 or undefined where it is not known. */
  readonly label?: number;
  /** The positions of its classes, where an image has any number of them. */
  readonly labels?: readonly number[];
  /** One for each class, 0 to 1. */
  readonly probabilities: Float32Array;
}

/**
 * Checks where predictions are to be written.
 * @throws UsageError when the file's ending is neither .csv nor .json, or it can't be written: call it before any work
 * is done.
 */
export async function checkPredictionsFile(file: string): Promise<void> {
  checkEnding(file);
  await checkOutputFile("--output", file);
}

function checkEnding(file: string): void {
  const ending = path.extname(file).toLowerCase();
  if (ending !== ".csv" && ending !== ".json") {
    throw new UsageError(`--output: expected a file that ends in .csv or .json, got ${file}.`);
  }
}

/**
 * Writes one row per image: file, true class where it is known, predicted class, and the probability of every class.
 *
 * With `thresholds` an image is predicted to have every class whose probability reaches its threshold; in CSV
 * several classes stand in one cell, with "; " between them.
 * @throws UsageError when the file's ending is neither .csv nor .json.
 */
export async function writePredictions(
  file: string,
  rows: readonly PredictionRow[],
  classNames: readonly string[],
  thresholds?: Thresholds,
): Promise<void> {
  checkEnding(file);
  const words = {
    name: (index: number) => classNameOf(classNames, index),
    predicted: ({ probabilities }: PredictionRow) =>
      thresholds === undefined ? [likeliest(probabilities)] : labelsAbove(probabilities, thresholds),
  };
  const lines = file.toLowerCase().endsWith(".csv")
    ? asCsv(rows, words)
    : asJson(rows, words, thresholds !== undefined);
  // Row by row: all images times all classes may be more than a string holds.
  await replaceFile(file, (handle) => writeFile(handle, lines));
}

interface Words {
  readonly name: (index: number) => string;
  readonly predicted: (row: PredictionRow) => readonly number[];
}

/** The true classes of an image; none where they are not known. */
function truth({ label, labels }: PredictionRow): readonly number[] {
  return labels ?? (label === undefined ? [] : [label]);
}

function* asCsv(rows: readonly PredictionRow[], { name, predicted }: Words): Generator<string> {
  const labelled = rows.some(({ label }) => label !== undefined);
  const classes = rows[0]?.probabilities.length ?? 0;
  const head = [
    "file",
    ...(labelled ? ["class"] : []),
    "predicted",
    ...Array.from({ length: classes }, (_, k) => name(k)),
  ];
  const together = (indices: readonly number[]) => indices.map(name).join("; ");
  yield toCsv([head]);
  for (const row of rows) {
    const words = [...(labelled ? [together(truth(row))] : []), together(predicted(row))];
    yield toCsv([[row.file, ...words, ...Array.from(row.probabilities, rounded)]]);
  }
}

function* asJson(rows: readonly PredictionRow[], { name, predicted }: Words, several: boolean): Generator<string> {
  let before = "[\n";
  for (const row of rows) {
    const [classes, answers] = [truth(row).map(name), predicted(row).map(name)];
    const isKnown = row.label !== undefined || row.labels !== undefined;
    const words = several
      ? { ...(isKnown && { classes }), predicted: answers }
      : { ...(classes[0] === undefined ? {} : { class: classes[0] }), predicted: answers[0] };
    const probabilities = Object.fromEntries(Array.from(row.probabilities, (value, k) => [name(k), rounded(value)]));
    yield `${before}${JSON.stringify({ file: row.file, ...words, probabilities }, null, 2)}`;
    before = ",\n";
  }
  yield rows.length === 0 ? "[]\n" : "\n]\n";
}

/** Six digits after the point: more is noise of the number format. */
function rounded(probability: number): number {
  return Number(probability.toFixed(6));
}

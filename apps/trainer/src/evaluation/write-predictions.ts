/** Writes what a model said of each image, as CSV or JSON. */
import path from "node:path";
import { replaceFile } from "@tresnet/engine";
import { UsageError } from "../errors.ts";
import { checkOutputFile } from "../output/check-output-file.ts";
import { toCsv } from "../output/csv.ts";
import { classNameOf } from "../run/load-model.ts";
import { likeliest } from "./score-predictions.ts";
import { labelsAbove, type Thresholds } from "./thresholds.ts";

/** One image: its file, its label or labels where they are known, and one probability per class. */
export interface PredictionRow {
  readonly file: string;
  readonly label?: number;
  /** Where an image has any number of them. */
  readonly labels?: readonly number[];
  readonly probabilities: Float32Array;
}

/** @throws UsageError when the file's ending is neither .csv nor .json, or it can't be written: call it before any work is done. */
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
  const content = file.toLowerCase().endsWith(".csv")
    ? asCsv(rows, words)
    : asJson(rows, words, thresholds !== undefined);
  await replaceFile(file, (handle) => handle.writeFile(content));
}

interface Words {
  readonly name: (index: number) => string;
  readonly predicted: (row: PredictionRow) => readonly number[];
}

/** The true classes of an image; none where they are not known. */
function truth({ label, labels }: PredictionRow): readonly number[] {
  return labels ?? (label === undefined ? [] : [label]);
}

function asCsv(rows: readonly PredictionRow[], { name, predicted }: Words): string {
  const labelled = rows.some(({ label }) => label !== undefined);
  const classes = rows[0]?.probabilities.length ?? 0;
  const head = [
    "file",
    ...(labelled ? ["class"] : []),
    "predicted",
    ...Array.from({ length: classes }, (_, k) => name(k)),
  ];
  const together = (indices: readonly number[]) => indices.map(name).join("; ");
  const body = rows.map((row) => [
    row.file,
    ...(labelled ? [together(truth(row))] : []),
    together(predicted(row)),
    ...Array.from(row.probabilities, rounded),
  ]);
  return toCsv([head, ...body]);
}

function asJson(rows: readonly PredictionRow[], { name, predicted }: Words, several: boolean): string {
  const images = rows.map((row) => {
    const [classes, answers] = [truth(row).map(name), predicted(row).map(name)];
    const words = several
      ? { classes, predicted: answers }
      : { ...(classes[0] === undefined ? {} : { class: classes[0] }), predicted: answers[0] };
    const probabilities = Object.fromEntries(Array.from(row.probabilities, (value, k) => [name(k), rounded(value)]));
    return { file: row.file, ...words, probabilities };
  });
  return `${JSON.stringify(images, null, 2)}\n`;
}

/** Six digits after the point: more is noise of the number format. */
function rounded(probability: number): number {
  return Number(probability.toFixed(6));
}

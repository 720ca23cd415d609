/** Writes what a model said of each image, as CSV or JSON. */
import path from "node:path";
import { replaceFile } from "@tresnet/engine";
import { UsageError } from "../errors.ts";
import { toCsv } from "../output/csv.ts";
import { classNameOf } from "../run/load-model.ts";
import { likeliest } from "./score-predictions.ts";

/** One image: its file, its label where one is known, and one probability per class. */
export interface PredictionRow {
  readonly file: string;
  readonly label?: number;
  readonly probabilities: Float32Array;
}

/** @throws UsageError when the file's ending is neither .csv nor .json: call it before any work is done. */
export function checkPredictionsFile(file: string): void {
  const ending = path.extname(file).toLowerCase();
  if (ending !== ".csv" && ending !== ".json") {
    throw new UsageError(`--output: expected a file that ends in .csv or .json, got ${file}.`);
  }
}

/**
 * Writes one row per image: file, true class where it is known, predicted class, and the probability of every class.
 * @throws UsageError when the file's ending is neither .csv nor .json.
 */
export async function writePredictions(
  file: string,
  rows: readonly PredictionRow[],
  classNames: readonly string[],
): Promise<void> {
  checkPredictionsFile(file);
  const name = (index: number) => classNameOf(classNames, index);
  const content = file.toLowerCase().endsWith(".csv") ? asCsv(rows, name) : asJson(rows, name);
  await replaceFile(file, (handle) => handle.writeFile(content));
}

function asCsv(rows: readonly PredictionRow[], name: (index: number) => string): string {
  const labelled = rows.some(({ label }) => label !== undefined);
  const classes = rows[0]?.probabilities.length ?? 0;
  const head = [
    "file",
    ...(labelled ? ["class"] : []),
    "predicted",
    ...Array.from({ length: classes }, (_, k) => name(k)),
  ];
  const body = rows.map(({ file, label, probabilities }) => [
    file,
    ...(labelled ? [label === undefined ? "" : name(label)] : []),
    name(likeliest(probabilities)),
    ...Array.from(probabilities, rounded),
  ]);
  return toCsv([head, ...body]);
}

function asJson(rows: readonly PredictionRow[], name: (index: number) => string): string {
  const images = rows.map(({ file, label, probabilities }) => ({
    file,
    ...(label === undefined ? {} : { class: name(label) }),
    predicted: name(likeliest(probabilities)),
    probabilities: Object.fromEntries(Array.from(probabilities, (value, index) => [name(index), rounded(value)])),
  }));
  return `${JSON.stringify(images, null, 2)}\n`;
}

/** Six digits after the point: more is noise of the number format. */
function rounded(probability: number): number {
  return Number(probability.toFixed(6));
}

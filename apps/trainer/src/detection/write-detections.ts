/** Writes what was found on each image, as CSV or JSON. */
import { writeFile } from "node:fs/promises";
import { replaceFile } from "@tresnet/files";
import { toCsv } from "../text/csv.ts";
import type { FoundObject } from "./found-objects.ts";

/** An image with what was found on it. */
export interface DetectionRow {
  /** The path of the image. */
  readonly file: string;
  /** What was found, by descending score. */
  readonly found: readonly FoundObject[];
}

/**
 * Writes what was found: CSV, where the file ends so, has a line for each object (file, class, score, left, top, right,
 * bottom in pixels), JSON an entry for each image, those without objects too; `nameOf` names the classes.
 */
export async function writeDetections(
  file: string,
  rows: readonly DetectionRow[],
  nameOf: (label: number) => string,
): Promise<void> {
  const lines = file.toLowerCase().endsWith(".csv") ? asCsv(rows, nameOf) : asJson(rows, nameOf);
  await replaceFile(file, (handle) => writeFile(handle, lines));
}

function* asCsv(rows: readonly DetectionRow[], nameOf: (label: number) => string): Generator<string> {
  yield toCsv([["file", "class", "score", "x1", "y1", "x2", "y2"]]);
  for (const { file, found } of rows) {
    yield toCsv(found.map(({ box, label, score }) => [file, nameOf(label), rounded(score, 6), ...box.map(toPixel)]));
  }
}

function* asJson(rows: readonly DetectionRow[], nameOf: (label: number) => string): Generator<string> {
  let before = "[\n";
  for (const { file, found } of rows) {
    const objects = found.map(({ box, label, score }) => ({
      class: nameOf(label),
      score: rounded(score, 6),
      box: box.map(toPixel),
    }));
    yield `${before}${JSON.stringify({ file, objects })}`;
    before = ",\n";
  }
  yield rows.length === 0 ? "[]\n" : "\n]\n";
}

/** Hundredths of a pixel: more is noise of the number format. */
function toPixel(value: number): number {
  return rounded(value, 2);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

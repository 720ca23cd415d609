/** Data sets by name, as the command line spells them. */
import path from "node:path";
import { expandHome } from "@tresnet/files";
import type { Dataset, DatasetSplits } from "../dataset/dataset.ts";
import { DataError } from "../errors.ts";
import { checkBoxes } from "../objects/check-boxes.ts";
import { type DatasetRow, type OpenDatasetOptions, specOf } from "./dataset-row.ts";
import { datasetTable } from "./dataset-table.ts";

/** The spellings that `openDataset` understands, one for each row of the table, such as "cifar10[:PATH]". */
export const datasetSpecs: readonly string[] = datasetTable.map(specOf);

/** A data set as a spec names it. */
export interface NamedDataset {
  /** What is known of it. */
  readonly row: DatasetRow;
  /** The full path after the colon; undefined where there is none. */
  readonly location: string | undefined;
}

/**
 * Finds the data set that a spec such as "folder:PATH" or "cifar10" names; undefined where there is none of that name.
 * Nothing is opened, and whether the location is there is not looked at.
 */
export function datasetOf(spec: string): NamedDataset | undefined {
  const [name = "", ...rest] = spec.split(":");
  const row = datasetTable.find((each) => each.name === name);
  // The shell does not fill in a "~" after a colon.
  const location = rest.join(":");
  return row && { row, location: location === "" ? undefined : path.resolve(expandHome(location)) };
}

/**
 * Opens a data set: "folder:PATH", "cifar10", "csv:FILE", "coco:PATH" …, see `datasetSpecs`; where the PATH may be
 * missing, the data is then fetched once. With `boxes` in the options every part has sound boxes (`checkBoxes`).
 * @throws DataError when the spec is unknown or the data is not as expected, ProvisionError when it cannot be fetched;
 * the signal's reason when aborted.
 */
export async function openDataset(spec: string, options: OpenDatasetOptions = {}): Promise<DatasetSplits> {
  const { row, location } = rowAndLocation(spec);
  const parts = await openRow(spec, { row, location }, options);
  // What is drawn has sound boxes.
  return options.boxes && row.location !== "none" ? { ...parts, ...(await withSoundBoxes(parts, options)) } : parts;
}

async function openRow(
  spec: string,
  { row, location }: NamedDataset,
  options: OpenDatasetOptions,
): Promise<DatasetSplits> {
  switch (row.location) {
    case "required":
      return row.open(requiredLocation(row, location, spec), options);
    case "optional":
      return row.open(location, options);
    case "none":
      if (location !== undefined) throw unknown(spec);
      return row.open(location, options);
    default:
      return row satisfies never;
  }
}

/**
 * Opens a data set to evaluate on. Data of a user's own may have one class alone, and any of the parts; what has no
 * parts is whole, as `train`. Other data is opened as for a training.
 * @throws DataError, ProvisionError, the signal's reason, as `openDataset` does.
 */
export async function openDatasetToEvaluate(
  spec: string,
  options: OpenDatasetOptions = {},
): Promise<Partial<DatasetSplits>> {
  const { row, location } = rowAndLocation(spec);
  if (!row.openToEvaluate) return openDataset(spec, options);
  const parts = await row.openToEvaluate(requiredLocation(row, location, spec), options);
  return options.boxes ? withSoundBoxes(parts, options) : parts;
}

/** The parts for a detector: each with boxes, and all of them sound. */
async function withSoundBoxes(
  parts: Partial<DatasetSplits>,
  options: OpenDatasetOptions,
): Promise<Partial<DatasetSplits>> {
  const { train, val, test } = parts;
  const check = (part: Dataset) =>
    checkBoxes(part, { ...options.boxes, onNotice: options.onNotice, signal: options.signal });
  return {
    ...(train && { train: await check(train) }),
    ...(val && { val: await check(val) }),
    ...(test && { test: await check(test) }),
  };
}

function rowAndLocation(spec: string): NamedDataset {
  const named = datasetOf(spec);
  if (named) return named;
  throw unknown(spec);
}

function requiredLocation(row: DatasetRow, location: string | undefined, spec: string): string {
  if (location !== undefined) return location;
  throw new DataError(row.instructions ?? missingLocation(row, spec));
}

function unknown(spec: string): DataError {
  return new DataError(`openDataset: expected one of ${datasetSpecs.join(", ")}, got ${spec}. Correct the name.`);
}

function missingLocation(row: DatasetRow, spec: string): string {
  const what = row.locationWord === "FILE" ? "file" : "folder";
  return `openDataset: expected ${specOf(row)}, got ${spec}. Add the ${what}'s path.`;
}

/** ELPV: electroluminescence photographs of solar cells, each functional or defective. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { readWhole } from "@tresnet/files";
import type { Dataset, DatasetSplits } from "../dataset/dataset.ts";
import { split } from "../dataset/split.ts";
import { DataError } from "../errors.ts";
import type { DownloadOptions } from "../files/download.ts";
import { imageFiles } from "./image-files.ts";

/** The wheel that carries the photographs; it is fetched on the user's machine, and nothing of it is redistributed. */
export const elpvWheel = {
  project: "elpv-dataset",
  version: "1.0.0.post1",
  file: "elpv_dataset-1.0.0.post1-py3-none-any.whl",
  bytes: 90_801_454,
  sha256: "85e31c1126ee9b48e62d3a0232c58f58b2d189b0814a45c13642fa0415af4a4c",
  unpackedBytes: 90_654_277,
} as const;

const credit =
  "ELPV data set (elpv-dataset 1.0.0.post1), CC BY-NC-SA 4.0: Buerhop-Lutz et al., EU PVSEC 2018; Deitsch et al., Solar Energy 185, 2019; Deitsch et al., Machine Vision and Applications 32, 2021";

/** One line of labels.csv. */
export interface SolarCell {
  /** Relative to labels.csv. */
  readonly image: string;
  /** The probability of a defect: 0, 1/3, 2/3 or 1. */
  readonly probability: number;
  /** "mono" or "poly": crystalline silicon of one crystal or many. */
  readonly type: "mono" | "poly";
}

export interface SolarCellsOptions extends DownloadOptions {
  /** The seed of the split. */
  readonly seed: number;
  /** The shares of train, val and test. */
  readonly fractions: readonly [number, number, number];
}

/**
 * The photographs (300 × 300, grey) as functional (defect probability below 0.5) or defective, split by class and cell
 * type.
 *
 * `location` is a copy of the data set: the folder of labels.csv, or a checkout of its repository; without it the wheel
 * is fetched once with the user's own pip or uv.
 * @throws DataError when labels.csv is missing or unreadable, ProvisionError when the wheel cannot be fetched.
 */
export async function openSolarCells(location: string | undefined, options: SolarCellsOptions): Promise<DatasetSplits> {
  const folder = location === undefined ? await fetchCells(options) : await locate(location);
  const file = path.join(folder, "labels.csv");
  const cells = parseLabels(await labelsIn(file), file);
  const all: Dataset = {
    ...imageFiles(
      "solar-cells",
      ["functional", "defective"],
      cells.map(({ image, probability }) => ({ path: path.join(folder, image), label: probability < 0.5 ? 0 : 1 })),
    ),
    credit,
  };
  const [train, val, test] = split(all, options.fractions, {
    seed: options.seed,
    stratifyBy: (index) => `${all.label(index)} ${cells[index]?.type}`,
  });
  if (!train || !val || !test)
    throw new DataError("solar-cells: expected three fractions. Give one each for train, val and test.");
  return { train, val, test };
}

/** Its 2,624 lines have 130 KB. */
const mostBytes = 2 ** 24;

async function labelsIn(file: string): Promise<string> {
  const bytes = await readWhole(file, { mostBytes }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new DataError(`${file}: expected labels that can be read (${reason}). Check the path.`, { cause });
  });
  return bytes.toString("utf8");
}

async function fetchCells({ onProgress, signal }: DownloadOptions): Promise<string> {
  const { fetchWheel } = await import("@tresnet/engine");
  return fetchWheel(elpvWheel, { destination: "elpv-dataset-1.0.0.post1", extract: wheelEntry, onProgress, signal });
}

/** Where a file of the wheel goes: labels.csv and images/ are kept, and the licence beside them. */
export function wheelEntry(name: string): string | undefined {
  const data = /^elpv_dataset\/data\/(labels\.csv|images\/[\w.-]+\.png)$/.exec(name);
  if (data) return data[1];
  return /\.dist-info\/licenses\/LICENSE[\w.]*$/.test(name) ? path.posix.basename(name) : undefined;
}

async function locate(location: string): Promise<string> {
  for (const inside of ["", "data", "elpv_dataset/data", "src/elpv_dataset/data"]) {
    const folder = path.join(location, inside);
    if (await stat(path.join(folder, "labels.csv")).catch(() => undefined)) return folder;
  }
  throw new DataError(
    `${location}: expected the ELPV data set with its labels.csv, got none. Check the path, or leave it out to have the data fetched.`,
  );
}

/**
 * Parses labels.csv: image path, defect probability and cell type, separated by spaces.
 * @throws DataError that names file and line.
 */
export function parseLabels(text: string, file: string): SolarCell[] {
  const cells: SolarCell[] = [];
  for (const [number, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [image, value, type, ...rest] = line.trim().split(/\s+/);
    const probability = Number(value);
    const isCell = image && probability >= 0 && probability <= 1 && rest.length === 0;
    if (!isCell || (type !== "mono" && type !== "poly")) {
      throw new DataError(
        `${file}, line ${number + 1}: expected an image path, a probability and mono or poly, got "${line.trim()}". Fetch the data again.`,
      );
    }
    cells.push({ image, probability, type });
  }
  if (cells.length === 0) throw new DataError(`${file}: expected labels, got an empty file. Fetch the data again.`);
  return cells;
}

/** Boxes in a CSV file: a row for each box, with its image and its class. */
import type { BoxDataset } from "../../../dataset/objects/box-dataset.ts";
import { type BoxImage, boxImages } from "../../../dataset/objects/box-images.ts";
import { BoxTableBuilder } from "../../../dataset/objects/box-table.ts";
import { subset } from "../../../dataset/subset.ts";
import { DataError } from "../../../errors.ts";
import { readCsvTable } from "../../../files/csv-table.ts";
import { shownText } from "../../../shown-text.ts";
import { classNumbers } from "../../csv/class-numbers.ts";
import { csvImages } from "../../csv/csv-images.ts";
import type { OpenDatasetOptions } from "../../dataset-row.ts";
import type { BoxSplits } from "../box-splits.ts";
import { type BoxRows, boxRows } from "./box-columns.ts";

type Options = Pick<OpenDatasetOptions, "imageRoot" | "onNotice" | "boxes">;

/**
 * Opens a CSV file with boxes; see `boxRows` for its columns and `csvImages` for where the images are looked for. A row
 * without sides and class is an image without objects. Classes are sorted by name.
 * @throws DataError with file and line when the file is not of that form, an image is missing, or in two parts.
 */
export async function openCsvBoxes(file: string, options: Options = {}): Promise<BoxSplits> {
  const rows = boxRows(await readCsvTable(file, { hasHeading: false }), file, options.boxes?.format);
  const images = imagesOf(rows, file);
  const paths = await csvImages(
    file,
    { names: images.names, line: (image) => rows.table.line(images.firstRows[image] ?? 0), heading: undefined },
    options,
  );
  const whole = datasetOf(rows, images, paths, file, options);
  if (!rows.columns.part) return { whole };
  const members: Record<"train" | "val" | "test", number[]> = { train: [], val: [], test: [] };
  for (const [image, row] of images.firstRows.entries()) members[partOf(rows, row, file)].push(image);
  for (const [row, image] of images.ofRow.entries()) {
    const [own, first] = [partOf(rows, row, file), partOf(rows, images.firstRows[image] ?? 0, file)];
    if (own !== first)
      throw new DataError(
        `${file}, line ${rows.table.line(row)}: expected all boxes of ${shownText(images.names[image] ?? "")} in one part, got ${own}, and ${first} in line ${rows.table.line(images.firstRows[image] ?? 0)}. Put an image into one part.`,
      );
  }
  const of = (part: "train" | "val" | "test") =>
    members[part].length > 0 ? { [part]: subset(whole, members[part]) } : {};
  return { parts: { ...of("train"), ...of("val"), ...of("test") } };
}

/** The images of a file, each once. */
interface CsvBoxImages {
  readonly names: readonly string[];
  /** The row in which each image stands first. */
  readonly firstRows: readonly number[];
  /** The image of each row. */
  readonly ofRow: Int32Array;
}

function imagesOf({ table, columns }: BoxRows, file: string): CsvBoxImages {
  const known = new Map<string, number>();
  const firstRows: number[] = [];
  const ofRow = new Int32Array(table.length);
  for (let row = 0; row < table.length; row++) {
    const name = table.cell(row, columns.image).trim();
    if (name === "")
      throw new DataError(`${file}, line ${table.line(row)}: expected the name of an image, got none. Fill it in.`);
    const image = known.get(name) ?? known.size;
    if (image === known.size) {
      known.set(name, image);
      firstRows.push(row);
    }
    ofRow[row] = image;
  }
  if (known.size === 0) throw new DataError(`${file}: expected a line for each box, got none. Add them.`);
  return { names: [...known.keys()], firstRows, ofRow };
}

function partOf({ table, columns: { part } }: BoxRows, row: number, file: string): "train" | "val" | "test" {
  const cell = part ? table.cell(row, part.column).trim() : "";
  const found = part?.partOf(cell);
  if (found) return found;
  throw new DataError(
    `${file}, line ${table.line(row)}: expected ${part?.expected} in the column ${table.columns[part?.column ?? 0]}, got "${shownText(cell)}".`,
  );
}

function datasetOf(
  { table, columns }: BoxRows,
  { ofRow, firstRows }: CsvBoxImages,
  paths: readonly string[],
  file: string,
  { onNotice }: Options,
): BoxDataset {
  const builder = new BoxTableBuilder();
  const numbers = classNumbers(file, onNotice);
  for (let row = 0; row < table.length; row++) {
    const cells = columns.sides.map((column) => table.cell(row, column).trim());
    const name = table.cell(row, columns.label).trim();
    if (name === "" && cells.every((cell) => cell === "")) continue;
    if (name === "")
      throw new DataError(
        `${file}, line ${table.line(row)}: expected the class of the box, got none. Fill it in; an image without objects has neither sides nor class.`,
      );
    const [x1 = Number.NaN, y1 = Number.NaN, x2 = Number.NaN, y2 = Number.NaN] = cells.map(numberIn);
    builder.add({ image: ofRow[row] ?? 0, label: numbers.of(name), box: [x1, y1, x2, y2], entry: table.line(row) });
  }
  const { classNames, places } = numbers.sorted();
  const images = paths.map((path, image): BoxImage => {
    const row = firstRows[image] ?? 0;
    const [width = 0, height = 0] = (columns.size ?? []).map((column) => numberIn(table.cell(row, column)));
    return { source: { kind: "file", path }, id: path, ...(width > 0 && height > 0 && { size: { width, height } }) };
  });
  return {
    ...boxImages({
      name: file,
      classNames,
      images,
      table: builder.finish(images.length, undefined, places),
      placeOf: (_, line) => `${file}, line ${line}`,
    }),
    hasSortedClasses: true,
  };
}

function numberIn(cell: string): number {
  return cell.trim() === "" ? Number.NaN : Number(cell);
}

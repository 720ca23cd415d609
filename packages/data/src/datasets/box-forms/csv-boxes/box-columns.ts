/** Finds out which columns of a CSV file have boxes: a row for each, four sides and a class. */
import { DataError } from "../../../errors.ts";
import type { CsvTable } from "../../../files/csv-table.ts";
import { shownText } from "../../../shown-text.ts";
import { imageNames, oneNames } from "../../csv/csv-columns.ts";
import { type PartColumn, partColumn } from "../../csv/csv-parts.ts";
import { isImageName } from "../../image-files.ts";

/** Which columns say what; numbers are places in a row. */
export interface BoxColumns {
  readonly image: number;
  /** x1, y1, x2, y2 in pixels. */
  readonly sides: readonly [number, number, number, number];
  readonly label: number;
  /** The image's width and height, where they are stated. */
  readonly size: readonly [number, number] | undefined;
  readonly part: PartColumn | undefined;
}

/** The sides' names, as the field writes them; compared without "_", "-" and blanks. */
const sideNames = [
  ["x1", "y1", "x2", "y2"],
  ["xmin", "ymin", "xmax", "ymax"],
  ["left", "top", "right", "bottom"],
  ["minx", "miny", "maxx", "maxy"],
] as const;

/** Keras-RetinaNet's columns, which stand in no line of the file. */
const retinanet: BoxColumns = { image: 0, sides: [1, 2, 3, 4], label: 5, size: undefined, part: undefined };

/** A CSV file of boxes: its columns, and its rows without a line of names. */
export interface BoxRows {
  readonly columns: BoxColumns;
  readonly table: CsvTable;
}

/**
 * Finds the columns by their names. A file without a line of names, as Keras-RetinaNet's, is read as path, x1, y1, x2,
 * y2, class where `format` says so, and is refused otherwise.
 * @throws DataError when the columns do not tell.
 */
export function boxRows(all: CsvTable, file: string, format: string | undefined): BoxRows {
  const first = Array.from(all.columns.keys(), (column) => all.cell(0, column).trim());
  const isData = isImageName(first[0] ?? "") && first.length === 6;
  if (format === "retinanet") {
    if (first.length !== 6)
      throw new DataError(
        `${file}, line ${all.line(0)}: expected path, x1, y1, x2, y2 and class as Keras-RetinaNet writes them, got ${first.length} cells. Say another --format.`,
      );
    return { columns: retinanet, table: all };
  }
  if (isData)
    throw new DataError(
      `${file}, line ${all.line(0)}: expected names of columns, got the image ${shownText(first[0] ?? "")}. If the columns are path, x1, y1, x2, y2 and class, as Keras-RetinaNet writes them, say so: --format retinanet; else put a line such as "image,x1,y1,x2,y2,label" before it.`,
    );
  const table: CsvTable = {
    columns: first,
    length: all.length - 1,
    cell: (row, column) => all.cell(row + 1, column),
    line: (row) => all.line(row + 1),
  };
  return { columns: namedColumns(table, file), table };
}

function namedColumns(table: CsvTable, file: string): BoxColumns {
  const plain = table.columns.map((name) => name.toLowerCase());
  const bare = plain.map((name) => name.replace(/[\s_-]/g, ""));
  const sides = sideNames
    .map((names) => names.map((name) => bare.indexOf(name)))
    .find((found) => found.every((at) => at >= 0));
  const named = (names: readonly string[]) => names.map((name) => plain.indexOf(name)).find((at) => at >= 0);
  const label = named(oneNames) ?? named(["name", "labels"]);
  const image = named(imageNames);
  const [x1, y1, x2, y2] = sides ?? [];
  if (
    x1 === undefined ||
    y1 === undefined ||
    x2 === undefined ||
    y2 === undefined ||
    label === undefined ||
    image === undefined
  )
    throw new DataError(
      `${file}: expected columns image, x1, y1, x2, y2 and label (or xmin, ymin, xmax, ymax; left, top, right, bottom), got ${shownText(table.columns.join(", "))}. Name them so.`,
    );
  const [width, height] = [plain.indexOf("width"), plain.indexOf("height")];
  const used = new Set([image, label, x1, y1, x2, y2, width, height]);
  const free = [...table.columns.keys()].filter((column) => !used.has(column));
  return {
    image,
    sides: [x1, y1, x2, y2],
    label,
    size: width >= 0 && height >= 0 ? [width, height] : undefined,
    part: table.length === 0 ? undefined : partColumn(table, free, file),
  };
}

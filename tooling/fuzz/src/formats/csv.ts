/** CSV files of images: commas and semicolons, quotes over several lines, flags, lists. */
import { stat } from "node:fs/promises";
import { DataError } from "../../../../packages/data/src/errors.ts";
import { readCsvTable } from "../../../../packages/data/src/files/csv-table.ts";
import type { FuzzFormat } from "../format.ts";

/** Tables as text, whose cells and lines are counted. */
export const csv: FuzzFormat = {
  name: "csv",
  ending: ".csv",
  seeds: async () => texts.map((text) => Buffer.from(text)),
  async read(file, costs) {
    const table = await readCsvTable(file);
    costs.bytes += (await stat(file)).size;
    for (let row = 0; row < table.length; row += 1) {
      if (row > 0 && table.line(row) <= table.line(row - 1))
        throw new Error(`row ${row} is in line ${table.line(row)}`);
      for (const column of table.columns.keys()) costs.operations += 1 + table.cell(row, column).length;
    }
  },
  isNamed: (error) => error instanceof DataError,
  // Each cell has a separator or the end of a line, and no more letters than the file.
  limits: (fileBytes) => ({ bytes: fileBytes + 1, operations: 2 * (fileBytes + 1) }),
};

const texts = [
  'image,label\na.jpg,cat\nb.jpg,"dog, small"\nc.jpg,"says ""hi""\nin two lines"\n',
  "image;split;cat;dog\r\na.jpg;train;1;0\r\nb.jpg;val;0;1\r\n",
  "path\ttags\na.jpg\tred|round\nä.jpg\t['cat', 'dog']\n",
];

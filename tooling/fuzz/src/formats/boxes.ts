/** Annotations of boxes: Pascal VOC's XML, YOLO's lines, CSV files with a box a row. */
import { readFile, stat } from "node:fs/promises";
import { boxRows } from "../../../../packages/data/src/datasets/box-forms/csv-boxes/box-columns.ts";
import { parseVoc } from "../../../../packages/data/src/datasets/box-forms/voc/voc-xml.ts";
import { parseYoloLine } from "../../../../packages/data/src/datasets/box-forms/yolo/yolo-line.ts";
import { DataError } from "../../../../packages/data/src/errors.ts";
import { readCsvTable } from "../../../../packages/data/src/files/csv-table.ts";
import type { Costs, FuzzFormat } from "../format.ts";

const isNamed = (error: Error) => error instanceof DataError;
/** What is read is as long as the file, and says no more than it. */
const limits = (fileBytes: number): Costs => ({ bytes: fileBytes + 1, operations: 2 * (fileBytes + 1) });

/** A file of annotations of one image, whose objects are counted. */
export const voc: FuzzFormat = {
  name: "voc",
  ending: ".xml",
  seeds: async () => vocTexts.map((text) => Buffer.from(text)),
  async read(file, costs) {
    const { objects, size } = parseVoc(await readFile(file, "utf8"), file);
    costs.bytes += (await stat(file)).size;
    if (size !== undefined && !(size.width > 0 && size.height > 0)) throw new Error("a size that is none");
    for (const { name, box, line } of objects) {
      if (box.length !== 4 || !(line > 0)) throw new Error(`an object of ${box.length} sides in line ${line}`);
      costs.operations += 1 + name.length;
    }
  },
  isNamed,
  limits,
};

/** A file of labels of one image, a box or a polygon a line. */
export const yolo: FuzzFormat = {
  name: "yolo",
  ending: ".txt",
  seeds: async () => yoloTexts.map((text) => Buffer.from(text)),
  async read(file, costs) {
    const lines = (await readFile(file, "utf8")).split("\n");
    costs.bytes += (await stat(file)).size;
    for (const [index, line] of lines.entries()) {
      costs.operations += 1;
      const found = parseYoloLine(line, { file, line: index + 1, keypointNumbers: 0 });
      if (found === undefined) continue;
      const [x1, y1, x2, y2] = found.box;
      if (![x1, y1, x2, y2].every(Number.isFinite) || x1 > x2 || y1 > y2) throw new Error(`a box ${found.box.join()}`);
      if (!Number.isInteger(found.label)) throw new Error(`a class ${found.label}`);
    }
  },
  isNamed,
  limits,
};

/** A table with a box a row, with or without a line of names. */
export const boxCsv: FuzzFormat = {
  name: "box-csv",
  ending: ".csv",
  seeds: async () => csvTexts.map((text) => Buffer.from(text)),
  async read(file, costs) {
    const { table, columns } = boxRows(await readCsvTable(file, { hasHeading: false }), file, undefined);
    costs.bytes += (await stat(file)).size;
    for (const column of [columns.image, columns.label, ...columns.sides]) {
      if (!(column >= 0 && column < table.columns.length)) throw new Error(`a column ${column} that there is none of`);
    }
    for (let row = 0; row < table.length; row += 1) {
      for (const column of columns.sides) costs.operations += 1 + table.cell(row, column).length;
    }
  },
  isNamed,
  limits,
};

const vocTexts = [
  `<?xml version="1.0"?>
<annotation><filename>a.jpg</filename><size><width>100</width><height>80</height><depth>3</depth></size>
<object><name>cat</name><difficult>0</difficult><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40.5</ymax></bndbox></object>
<object><name>dog &amp; more</name><part><name>head</name></part><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>
</annotation>
`,
  "<annotation><filename><![CDATA[ä.png]]></filename><!-- none --></annotation>",
];
const yoloTexts = ["0 0.5 0.5 0.2 0.3\n1 0.1 0.2 0.05 1\n\n", "2 0.1 0.1 0.4 0.1 0.4 0.5 0.1 0.5\r\n"];
const csvTexts = [
  "image,x1,y1,x2,y2,label\na.jpg,1,2,30,40,cat\na.jpg,5,5,9.5,9,dog\nb.jpg,,,,,\n",
  "filename;width;height;class;xmin;ymin;xmax;ymax\na.jpg;100;80;cat;1;2;30;40\n",
];

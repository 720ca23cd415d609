import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../test/temporary-folder.ts";
import { readCsvTable } from "./csv-table.ts";

async function table(text: string) {
  const file = path.join(await temporaryFolder(), "t.csv");
  await writeAt(file, text);
  const { columns, length, cell, line } = await readCsvTable(file);
  const rows = Array.from({ length }, (_, row) => columns.map((_, column) => cell(row, column)));
  return { columns, rows, lines: rows.map((_, row) => line(row)) };
}

test.each([
  [
    "quotes, doubled ones and separators in them",
    'a,b\n"x ""y""","1,2"\n"",z\n',
    [
      ['x "y"', "1,2"],
      ["", "z"],
    ],
    [2, 3],
  ],
  [
    "line ends in quotes, of Windows and old Macs",
    'a,b\r\n"x\ny",1\rz,2',
    [
      ["x\ny", "1"],
      ["z", "2"],
    ],
    [2, 4],
  ],
  [
    "empty cells and lines",
    "a,b\n\n,1\n\n2,\n",
    [
      ["", "1"],
      ["2", ""],
    ],
    [3, 5],
  ],
  ["blanks as they are", "a , b\n x , y \n", [[" x ", " y "]], [2]],
])("reads %s", async (_, text, rows, lines) => {
  const found = await table(text);
  expect(found).toEqual({ columns: ["a", "b"], rows, lines });
});

test.each([
  ["too few cells", "a,b\n1\n", /line 2: expected as many cells as there are columns \(it has 1, line 1 has 2\)/],
  ["too many", "a,b\n1,2\n1,2,3\n", /line 3: .*\(it has 3, line 1 has 2\)/],
  ["an open quote", 'a,b\n1,"2\n3,4\n', /line 2: .*opened and not closed/],
  ["a quote in a cell", 'a,b\n1,2"\n', /line 2: .*a quote stands inside a cell/],
  ["text behind a quote", 'a,b\n1,"2"3\n', /line 2: .*text follows a closing quote/],
])("refuses %s", async (_, text, message) => {
  await expect(table(text)).rejects.toThrow(message);
});

test("keeps a million rows as places in their text", async () => {
  const file = path.join(await temporaryFolder(), "t.csv");
  await writeAt(file, `image,label\n${"folder/image.png,cat\n".repeat(1_000_000)}`);
  const read = await readCsvTable(file);
  expect([read.length, read.cell(999_999, 1), read.line(999_999)]).toEqual([1_000_000, "cat", 1_000_001]);
});

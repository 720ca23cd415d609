/** MATLAB's label files: numbers, text, cells and structs, packed and not, of either byte order. */
import { readFile } from "node:fs/promises";
import { DataError } from "../../../../packages/data/src/errors.ts";
import { matLimits, noCounts } from "../../../../packages/data/src/files/matlab/mat-budget.ts";
import type { MatValue } from "../../../../packages/data/src/files/matlab/mat-value.ts";
import { parseMatFile } from "../../../../packages/data/src/files/matlab/read-mat-file.ts";
import { matFile } from "../../../../packages/data/test/write-mat-file.ts";
import type { FuzzFormat } from "../format.ts";

export const matlab: FuzzFormat = {
  name: "matlab",
  ending: ".mat",
  seeds: async () => [
    matFile(variables, { compressed: false }),
    matFile(variables, { compressed: false, littleEndian: false }),
    matFile(variables),
  ],
  async read(file, costs) {
    const counts = noCounts();
    try {
      for (const value of parseMatFile(await readFile(file), file, counts).values()) check(value);
    } finally {
      // A number takes eight bytes, an array with what belongs to it some hundred.
      costs.bytes += counts.bytes + 8 * counts.numbers + 100 * counts.arrays;
      costs.operations += counts.numbers + counts.arrays;
    }
  },
  isNamed: (error) => error instanceof DataError,
  // Packed variables unpack to a thousand times their bytes, and numbers of one byte become eight.
  limits: (fileBytes) => ({
    bytes:
      Math.min(matLimits.bytes, 2000 * fileBytes) + 8 * Math.min(matLimits.numbers, 2000 * fileBytes) + 200 * fileBytes,
    operations: Math.min(matLimits.numbers + matLimits.arrays, 2000 * fileBytes),
  }),
};

const variables = {
  labels: [1, -2, 3.5, 77],
  names: { cells: ["Ram C/V", "Citroën", ""] },
  annotations: {
    structs: [
      { class: [14], fname: "00001.jpg", box: [1, 2, 3, 4] },
      { class: [3], fname: "00002.jpg", box: [5, 6, 7, 8] },
    ],
  },
};

/** @throws Error when a value has other contents than its shape says. */
function check(value: MatValue): void {
  const length = value.shape.reduce((product, size) => product * size, 1);
  const found = contentsOf(value);
  if (found !== undefined && found !== length) throw new Error(`${value.kind} [${value.shape}] of ${found}`);
  if (value.kind === "cells") value.cells.forEach(check);
  if (value.kind === "structs") for (const record of value.records) [...record.values()].forEach(check);
}

/** How many values there are; undefined for text, whose length counts characters one way or the other. */
function contentsOf(value: MatValue): number | undefined {
  switch (value.kind) {
    case "numbers":
      return value.data.length;
    case "cells":
      return value.cells.length;
    case "structs":
      return value.records.length;
    default:
      return undefined;
  }
}

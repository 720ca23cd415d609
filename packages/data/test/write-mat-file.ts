/** Makes MATLAB 5 files, sound ones and, piece by piece, broken ones. */
import { deflateSync } from "node:zlib";

export interface MatOptions {
  readonly compressed?: boolean;
  readonly littleEndian?: boolean;
}

/** A struct per record, a cell per list, text or a row of numbers. */
export type Matlab =
  | string
  | readonly number[]
  | { readonly cells: readonly Matlab[] }
  | { readonly structs: readonly Readonly<Record<string, Matlab>>[] };

/** A whole file with these variables. */
export function matFile(variables: Readonly<Record<string, Matlab>>, options: MatOptions = {}): Buffer {
  const { compressed = true, littleEndian = true } = options;
  const parts = Object.entries(variables).map(([name, value]) => {
    const array = matArray(value, littleEndian, name);
    return compressed ? element(15, deflateSync(array), littleEndian, false) : array;
  });
  return Buffer.concat([matHeader(littleEndian), ...parts]);
}

/** The 128 bytes that every file begins with. */
export function matHeader(littleEndian = true): Buffer {
  const header = Buffer.alloc(128, " ");
  header.write("MATLAB 5.0 MAT-file, made by a test");
  header[littleEndian ? 125 : 124] = 1;
  header[littleEndian ? 124 : 125] = 0;
  header.write(littleEndian ? "IM" : "MI", 126);
  return header;
}

/** Type, size, bytes, and what fills them up to a multiple of 8. */
export function element(type: number, bytes: Uint8Array, littleEndian = true, padded = true): Buffer {
  const padding = padded ? (8 - (bytes.length % 8)) % 8 : 0;
  return Buffer.concat([words([type, bytes.length], littleEndian), bytes, Buffer.alloc(padding)]);
}

/** An array's element: kind, shape, name, contents. */
export function matArray(value: Matlab, littleEndian = true, name = ""): Buffer {
  const head = (kind: number, length: number) => [
    element(6, words([kind, 0], littleEndian), littleEndian),
    element(5, words([1, length], littleEndian), littleEndian),
    element(1, Buffer.from(name), littleEndian),
  ];
  return element(14, Buffer.concat(contents(value, head, littleEndian)), littleEndian);
}

function contents(value: Matlab, head: (kind: number, length: number) => Buffer[], littleEndian: boolean): Buffer[] {
  if (typeof value === "string") {
    return [...head(4, value.length), element(16, Buffer.from(value), littleEndian)];
  }
  if ("cells" in value)
    return [...head(1, value.cells.length), ...value.cells.map((cell) => matArray(cell, littleEndian))];
  if ("structs" in value) {
    const names = Object.keys(value.structs[0] ?? {});
    const letters = Buffer.alloc(names.length * 8);
    for (const [field, name] of names.entries()) letters.write(name, field * 8);
    return [
      ...head(2, value.structs.length),
      element(5, words([8], littleEndian), littleEndian),
      element(1, letters, littleEndian),
      ...value.structs.flatMap((record) => names.map((name) => matArray(record[name] ?? [], littleEndian))),
    ];
  }
  const doubles = Buffer.alloc(value.length * 8);
  for (const [i, number] of value.entries()) {
    if (littleEndian) doubles.writeDoubleLE(number, i * 8);
    else doubles.writeDoubleBE(number, i * 8);
  }
  return [...head(6, value.length), element(9, doubles, littleEndian)];
}

/** 32-bit numbers. */
export function words(values: readonly number[], littleEndian = true): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) {
    if (littleEndian) bytes.writeUInt32LE(value, i * 4);
    else bytes.writeUInt32BE(value, i * 4);
  }
  return bytes;
}

/** One array of a MATLAB 5 file: numbers, text, cells or structs. */
import { longestName, mostAxes } from "./mat-budget.ts";
import { elementTypes, MatCursor, type MatElement } from "./mat-cursor.ts";
import type { MatValue } from "./mat-value.ts";

/** The format's codes for classes of arrays. */
const classes = { cell: 1, struct: 2, char: 4, firstNumber: 6, lastNumber: 15 } as const;
const complexFlag = 0x0800;
/** Cells in cells in cells: no sane file goes deeper, and a hostile one must not exhaust the stack. */
const deepest = 32;

/** The most fields of a struct. */
const mostFields = 4096;

/** An array and the name it is stored under; parts of cells and structs have none. */
export interface NamedArray {
  readonly name: string;
  readonly value: MatValue;
}

/**
 * Parses the element of an array. Complex, sparse and object arrays are refused.
 * @throws DataError that names file, place, and what is wrong.
 */
export function readMatArray(parent: MatCursor, element: MatElement, depth = 0): NamedArray {
  if (element.type !== elementTypes.matrix)
    throw parent.error("an array", `an element of type ${element.type}`, element.offset);
  if (depth > deepest)
    throw parent.error(`arrays nested at most ${deepest} deep`, "an array nested deeper", element.offset);
  parent.spend("arrays", 1, element.offset);
  if (element.bytes.length === 0)
    return { name: "", value: { kind: "numbers", shape: [0, 0], data: new Float64Array() } };
  const cursor = new MatCursor(parent.source, element.bytes, element.offset);
  const [flags = 0] = cursor.nextNumbers("the kind of an array", 2);
  const shape = readShape(cursor);
  const name = String.fromCharCode(...cursor.nextNumbers("the name of an array", longestName));
  return { name, value: readContents(cursor, flags, shape, depth) };
}

function readContents(cursor: MatCursor, flags: number, shape: readonly number[], depth: number): MatValue {
  const place = cursor.offset;
  const kind = flags & 0xff;
  const length = shape.reduce((product, size) => product * size, 1);
  if (flags & complexFlag) throw cursor.error("real numbers", "complex ones", place);
  if (kind === classes.cell) return { kind: "cells", shape, cells: readParts(cursor, length, depth) };
  if (kind === classes.struct) return { kind: "structs", shape, records: readRecords(cursor, length, depth) };
  if (kind === classes.char) return { kind: "text", shape, text: readText(cursor, length) };
  if (kind < classes.firstNumber || kind > classes.lastNumber)
    throw cursor.error("an array of numbers, text, cells or structs", `one of class ${kind}`, place);
  const data = cursor.nextNumbers("an array");
  if (data.length !== length)
    throw cursor.error(`${length} numbers (${shape.join(" × ")})`, String(data.length), place);
  return { kind: "numbers", shape, data };
}

function readShape(cursor: MatCursor): readonly number[] {
  const place = cursor.offset;
  const shape = Array.from(cursor.nextNumbers("the shape of an array", mostAxes));
  if (shape.length < 2 || !shape.every((size) => Number.isInteger(size) && size >= 0))
    throw cursor.error("a shape of at least two sizes", `[${shape.slice(0, 8).join(", ")}]`, place);
  return shape;
}

function readText(cursor: MatCursor, length: number): string {
  const place = cursor.offset;
  const { type, bytes } = cursor.next();
  cursor.spend("numbers", bytes.length, place);
  const wide = new MatCursor(cursor.source, bytes, place);
  const isWide = type === elementTypes.utf16 || type === 4;
  if (!isWide && type !== elementTypes.utf8 && type !== 1 && type !== 2)
    throw wide.error("text", `an element of type ${type}`, place);
  const encoding = isWide ? (cursor.source.littleEndian ? "utf-16le" : "utf-16be") : "utf-8";
  const text = new TextDecoder(encoding).decode(bytes);
  const characters = type === elementTypes.utf8 ? codePoints(text) : text.length;
  if (characters !== length) throw wide.error(`text of ${length} characters`, String(characters), place);
  return text;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The arrays inside a cell array; each takes at least the 8 bytes of its tag, which bounds how many there can be. */
function readParts(cursor: MatCursor, count: number, depth: number): MatValue[] {
  if (count > cursor.remaining / 8)
    throw cursor.error(`at most ${Math.floor(cursor.remaining / 8)} arrays inside this one`, String(count));
  return Array.from({ length: count }, () => readMatArray(cursor, cursor.next(), depth + 1).value);
}

function readRecords(cursor: MatCursor, count: number, depth: number): ReadonlyMap<string, MatValue>[] {
  const names = readFieldNames(cursor);
  const values = readParts(cursor, count * names.length, depth);
  if (names.length === 0 && count > 1) throw cursor.error("structs with fields", `${count} without any`);
  return Array.from(
    { length: count },
    (_, record) => new Map(names.map((name, field) => [name, values[record * names.length + field] ?? never()])),
  );
}

function readFieldNames(cursor: MatCursor): string[] {
  const place = cursor.offset;
  const [width = 0] = cursor.nextNumbers("the length of field names", 1);
  const letters = cursor.nextNumbers("field names", longestName * mostFields);
  if (!(width >= 1 && width <= longestName) || letters.length % width !== 0)
    throw cursor.error("field names of one length", `${letters.length} letters in names of ${width}`, place);
  return Array.from({ length: letters.length / width }, (_, field) =>
    Array.from(letters.subarray(field * width, (field + 1) * width), (code) => String.fromCharCode(code))
      .join("")
      .replace(/\0.*$/s, ""),
  );
}

function never(): never {
  throw new Error("readRecords: a field without a value");
}

import { writeFile } from "node:fs/promises";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { sharedPath } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { element, matArray, matFile, matHeader, words } from "../../../test/write-mat-file.ts";
import { DataError } from "../../errors.ts";
import { parseMatFile, readMatFile } from "./read-mat-file.ts";

const variables = {
  labels: [1, -2, 3.5],
  names: { cells: ["Ram C/V", "Citroën"] },
  annotations: {
    structs: [
      { class: [14], fname: "00001.jpg" },
      { class: [3], fname: "00002.jpg" },
    ],
  },
};

describe("parseMatFile", () => {
  test.each([
    { compressed: true, littleEndian: true },
    { compressed: false, littleEndian: true },
    { compressed: true, littleEndian: false },
    { compressed: false, littleEndian: false },
  ])("reads numbers, text, cells and structs: %j", (options) => {
    const found = parseMatFile(matFile(variables, options), "a.mat");
    expect([...found.keys()]).toEqual(["labels", "names", "annotations"]);
    expect(found.get("labels")).toEqual({ kind: "numbers", shape: [1, 3], data: Float64Array.of(1, -2, 3.5) });
    expect(found.get("names")).toMatchObject({
      kind: "cells",
      shape: [1, 2],
      cells: [
        { kind: "text", text: "Ram C/V" },
        { kind: "text", text: "Citroën" },
      ],
    });
    const annotations = found.get("annotations");
    expect(annotations?.kind === "structs" && annotations.records[1]).toEqual(
      new Map<string, unknown>([
        ["class", { kind: "numbers", shape: [1, 1], data: Float64Array.of(3) }],
        ["fname", { kind: "text", shape: [1, 9], text: "00002.jpg" }],
      ]),
    );
  });

  test.each([
    [1, [0xfe, 5], [-2, 5]],
    [2, [0xfe, 5], [254, 5]],
    [3, [0xfe, 0xff, 1, 0], [-2, 1]],
    [4, [0xfe, 0xff, 1, 0], [65534, 1]],
    [5, [0xfe, 0xff, 0xff, 0xff, 1, 0, 0, 0], [-2, 1]],
    [6, [0xfe, 0xff, 0xff, 0xff, 1, 0, 0, 0], [4294967294, 1]],
    [7, [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], [1, -2]],
    [12, [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0], [-2, 1]],
    [13, [2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], [2, 1]],
  ])("reads numbers that are stored as type %i", (type, bytes, numbers) => {
    const array = element(
      14,
      Buffer.concat([
        element(6, words([6, 0])),
        element(5, words([1, 2])),
        element(1, Buffer.from("x")),
        element(type, Buffer.from(bytes)),
      ]),
    );
    expect(parseMatFile(Buffer.concat([matHeader(), array]), "a.mat").get("x")).toMatchObject({
      data: Float64Array.from(numbers),
    });
  });

  const array = matArray([1, 2, 3], true, "labels");
  const file = (...parts: Uint8Array[]) => Buffer.concat([matHeader(), ...parts]);
  const withWord = (at: number, value: number) => {
    const changed = Buffer.from(array);
    changed.writeUInt32LE(value, at);
    return file(changed);
  };
  let nested = matArray([1]);
  for (let i = 0; i < 40; i++) {
    const head = [element(6, words([1, 0])), element(5, words([1, 1])), element(1, Buffer.alloc(0))];
    nested = element(14, Buffer.concat([...head, nested]));
  }
  test.each([
    [
      "a web page",
      Buffer.from(`<!doctype html>${" ".repeat(200)}`),
      /^a\.mat: expected a MATLAB file .* got something else, 215 bytes/,
    ],
    ["an empty file", Buffer.alloc(0), /got something else, 0 bytes/],
    ["HDF5", Buffer.from(`MATLAB 7.3 MAT-file${" ".repeat(200)}`), /version 7\.3 \(HDF5\).*-v7/],
    ["a tag that is cut off", file(array.subarray(0, 4)), /8 bytes of a tag at byte 128, got 4 bytes/],
    [
      "an array that is cut off",
      file(array.subarray(0, 60)),
      /an element of at most 52 bytes at byte 128, got one that claims \d+/,
    ],
    ["a size that lies", withWord(4, 0xfffffff0), /at byte 128, got one that claims 4294967280/],
    ["an inner size that lies", withWord(28, 0x7fffffff), /at byte 152, got one that claims 2147483647/],
    ["more numbers than there are", withWord(36, 1000), /1000 numbers \(1 × 1000\) at byte \d+, got 3/],
    ["a negative shape", withWord(36, 0xffffffff), /a shape of at least two sizes at byte \d+, got \[1, -1\]/],
    ["complex numbers", withWord(16, 6 + 0x0800), /real numbers at byte \d+, got complex ones/],
    ["a sparse array", withWord(16, 5), /one of class 5/],
    [
      "more cells than there is room for",
      withWord(16, 1),
      /expected an array at byte \d+, got an element of type 9|arrays inside/,
    ],
    ["no array", file(element(9, Buffer.alloc(8))), /expected an array at byte 136, got an element of type 9/],
    ["cells in cells without end", file(nested), /nested at most 32 deep/],
    [
      "text of another length",
      file(Buffer.from(matArray("abc")).fill(9, 36, 37)),
      /text of 9 characters at byte \d+, got 3/,
    ],
    [
      "bytes that do not unpack",
      file(element(15, Buffer.from("no zlib"), true, false)),
      /a\.mat, unpacked from byte 136: expected compressed data/,
    ],
    ["a bomb", file(element(15, deflateSync(Buffer.alloc(2 ** 28 + 1)), true, false)), /do not unpack/],
    [
      "damage inside compressed data",
      file(element(15, deflateSync(array.subarray(0, 60)), true, false)),
      /unpacked from byte 136: expected an element/,
    ],
  ])("refuses %s, naming file and place", (_, bytes, message) => {
    expect(() => parseMatFile(bytes, "a.mat")).toThrow(DataError);
    expect(() => parseMatFile(bytes, "a.mat")).toThrow(message);
  });

  test.each<[string, Buffer, RegExp]>([
    [
      "an array of many small numbers",
      packed(bigNumbers(9 * 2 ** 20)),
      /at most 8388608 numbers for an array .*got 9437184/,
    ],
    ["a name as long as a book", packed(withName(2 ** 20)), /at most 255 numbers for the name of an array/],
    ["cells without end", packed(manyCells(2 ** 20 + 10)), /at most 1048576 arrays in the whole file/],
    ["fields without end", packed(manyFields(2 ** 21)), /at most 1044480 numbers for field names/],
    ["a long text", packed(longText(9 * 2 ** 20)), /at most 8388608 numbers in the whole file/],
    [
      "many variables that are small each",
      file(...Array.from({ length: 3 }, () => packedArray(bigNumbers(3 * 2 ** 20)))),
      /at most 8388608 numbers in the whole file/,
    ],
    [
      "many variables that unpack to more than one may",
      file(...Array.from({ length: 3 }, () => packedArray(Buffer.concat([matArray([1]), Buffer.alloc(30 * 2 ** 20)])))),
      /bytes that do not unpack to at most 67108864 in all/,
    ],
  ])("refuses %s out of a small file", (_, bytes, message) => {
    expect(bytes.length).toBeLessThan(200_000);
    expect(() => parseMatFile(bytes, "a.mat")).toThrow(DataError);
    expect(() => parseMatFile(bytes, "a.mat")).toThrow(message);
  });

  test("survives any cut and any changed byte: a value or a DataError, never anything else", () => {
    const whole = matFile(variables, { compressed: false });
    const attempt = (bytes: Uint8Array) => {
      try {
        return parseMatFile(bytes, "a.mat").size >= 0;
      } catch (error) {
        return error instanceof DataError;
      }
    };
    for (let length = 0; length < whole.length; length++) expect(attempt(whole.subarray(0, length))).toBe(true);
    for (let at = 128; at < whole.length; at++) {
      for (const value of [0, 1, 14, 127, 255]) {
        const changed = Buffer.from(whole);
        changed[at] = value;
        expect(attempt(changed)).toBe(true);
      }
    }
  });
});

function packedArray(array: Buffer): Buffer {
  return element(15, deflateSync(array), true, false);
}

function packed(array: Buffer): Buffer {
  return Buffer.concat([matHeader(), packedArray(array)]);
}

/** An array: its class, its shape, its name, and what is in it. */
function arrayOf(kind: number, count: number, name: string, ...contents: Buffer[]): Buffer {
  const head = [element(6, words([kind, 0])), element(5, words([1, count])), element(1, Buffer.from(name))];
  return element(14, Buffer.concat([...head, ...contents]));
}

const bigNumbers = (count: number) => arrayOf(9, count, "x", element(2, Buffer.alloc(count)));
const withName = (letters: number) => arrayOf(9, 1, "n".repeat(letters), element(2, Buffer.alloc(1)));
const manyCells = (count: number) => arrayOf(1, count, "x", Buffer.from(Buffer.alloc(8 * count).fill(words([14, 0]))));
const manyFields = (letters: number) =>
  arrayOf(2, 1, "x", element(5, words([1])), element(1, Buffer.alloc(letters, "a")));
const longText = (letters: number) => arrayOf(4, letters, "x", element(16, Buffer.alloc(letters, "a")));

describe("readMatFile", () => {
  test("names the file that is not there", async () => {
    await expect(readMatFile("/gone/labels.mat")).rejects.toThrow(
      /labels\.mat: expected a MATLAB file that can be read \(ENOENT/,
    );
  });

  test("reads from disk", async () => {
    const file = path.join(await temporaryFolder(), "x.mat");
    await writeFile(file, matFile({ x: [7] }));
    expect((await readMatFile(file)).get("x")).toMatchObject({ data: Float64Array.of(7) });
  });

  test("reads Flowers-102's own files", async () => {
    const labels = (await readMatFile(sharedPath("data", "labels", "flowers102_imagelabels.mat"))).get("labels");
    expect(labels).toMatchObject({ kind: "numbers", shape: [1, 8189] });
    expect(new Set(labels?.kind === "numbers" ? labels.data : []).size).toBe(102);
    const parts = await readMatFile(sharedPath("data", "labels", "flowers102_setid.mat"));
    expect([...parts].map(([name, { shape }]) => [name, shape[1]])).toEqual([
      ["trnid", 1020],
      ["valid", 1020],
      ["tstid", 6149],
    ]);
  });
});

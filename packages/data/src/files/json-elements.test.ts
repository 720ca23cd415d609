import { writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { type JsonElement, jsonElements } from "./json-elements.ts";

let file = "";
beforeEach(async () => {
  file = path.join(await temporaryFolder(), "big.json");
});

async function read(text: string | Uint8Array, keys: readonly string[] = ["a", "b"]): Promise<JsonElement[]> {
  await writeFile(file, text);
  const found: JsonElement[] = [];
  for await (const elements of jsonElements(file, new Set(keys))) found.push(...elements);
  return found;
}

describe("jsonElements", () => {
  test("yields the objects of the wanted arrays, and passes over everything else", async () => {
    const contents = {
      info: { a: [{ no: 1 }] },
      a: [{ x: 1, deep: [{ y: [[2]] }] }, { text: 'br}ck]ts "quoted" \\' }],
      c: [{ no: 2 }],
      b: [{ é: "€" }],
      numbers: [1, 2, [3]],
    };
    const expected = [
      { key: "a", number: 0, value: contents.a[0] },
      { key: "a", number: 1, value: contents.a[1] },
      { key: "b", number: 0, value: contents.b[0] },
    ];
    expect(await read(JSON.stringify(contents))).toEqual(expected);
    expect(await read(JSON.stringify(contents, undefined, 2))).toEqual(expected);
  });

  test("reads elements and keys that lie across chunks, wherever they are cut", async () => {
    const chunk = 1 << 20;
    const element = { key: "a", number: 0, value: { text: "€".repeat(10) } };
    for (let shift = 0; shift < 60; shift++) {
      const head = '{"fill": "';
      const fill = "x".repeat(chunk - head.length - shift);
      expect(await read(`${head}${fill}", "a": [${JSON.stringify(element.value)}]}`)).toEqual([element]);
    }
  });

  test.each([
    ["an empty file", "", /big\.json: expected a whole JSON object, and the file ends after 0 bytes without one/],
    ["a file that is cut off", '{"a": [{"x": 1}, {"x"', /ends after 21 bytes in the middle of it/],
    ["an array", "[1]", /expected one JSON object, got something else before byte 1/],
    ["two objects", '{"a": []} {}', /expected one JSON object, got something else before byte 11/],
    ["a bracket too many", '{"a": []}]', /got a bracket that closes nothing before byte 10/],
    [
      "nothing in place of an element",
      '{"a": [{"x": 1}, null]}',
      /expected an object as a\[1\], got something else before byte 18/,
    ],
    [
      "an array in place of an element",
      '{"a": [[{"x": 1}]]}',
      /expected an object as a\[0\], got something else before byte 8/,
    ],
    [
      "text in place of an element",
      '{"b": [{}, "}"]}',
      /expected an object as b\[1\], got something else before byte 12/,
    ],
    [
      "an element that is no JSON",
      '{"a": [{"x": 1}, {x: 2}]}',
      /expected valid JSON, got an error in a \(.*\) before byte 23/,
    ],
  ])("refuses %s", async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test("names a file that is not there, and stops when told to", async () => {
    const first = (signal?: AbortSignal) => jsonElements(file, new Set(), signal).next();
    await expect(first()).rejects.toThrow(/big\.json: expected a JSON file that can be read \(ENOENT/);
    await writeFile(file, "{}");
    await expect(first(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});

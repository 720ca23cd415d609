/** Names of classes that NumPy keeps; make_field_files.py made the files. */
import path from "node:path";
import { expect, test } from "vitest";
import { openTensorFile } from "../open-tensor-file.ts";
import { NumpyArray, NumpyType, numpyFunctions } from "./numpy-values.ts";
import { PickleError } from "./pickle-machine.ts";

async function classNamesOf(name: string): Promise<readonly string[] | undefined> {
  const file = await openTensorFile(path.join(import.meta.dirname, "..", "..", "test", "golden", name));
  await file.close();
  expect([...file.entries.keys()]).toEqual(["conv.weight", "bn.num_batches_tracked"]);
  return file.classNames;
}

const animals = ["cat", "größe", "🦉 owl"];

test.each<[string, readonly string[] | undefined]>([
  ["numpy-texts-2.pth", animals],
  ["numpy-texts-4.pth", animals],
  ["numpy-objects-2.pth", animals],
  ["numpy-objects-4.pth", animals],
  ["numpy-elements-2.pth", animals],
  ["numpy-elements-4.pth", animals],
  ["numpy-big-endian.pth", animals],
  ["numpy-bytes.pth", ["cat", "dog"]],
  ["numpy-numbers.pth", undefined],
])("%s", async (name, expected) => {
  expect(await classNamesOf(name)).toEqual(expected);
});

function array(code: string, shape: unknown, contents: unknown): NumpyArray {
  const made = new NumpyArray();
  made.setState([1, shape, new NumpyType(code), false, contents]);
  return made;
}

test("an array whose contents are not as many as its shape says, or no texts, has none", () => {
  expect(array("S1", [2], Uint8Array.of(65, 66)).texts()).toEqual(["A", "B"]);
  expect(array("S1", [3], Uint8Array.of(65, 66)).texts()).toBeUndefined();
  expect(array("S1", [1e9], Uint8Array.of(65, 66)).texts()).toBeUndefined();
  expect(array("S1", [-2], Uint8Array.of(65, 66)).texts()).toBeUndefined();
  expect(array("S0", [1e9], new Uint8Array(0)).texts()).toBeUndefined();
  expect(array("f4", [1], new Uint8Array(4)).texts()).toBeUndefined();
  expect(array("O8", [1], [1]).texts()).toBeUndefined();
  expect(new NumpyArray().texts()).toBeUndefined();
});

test("a character that there is not is an error of the file's reader", () => {
  expect(() => array("U1", [1], Uint8Array.of(255, 255, 255, 255)).texts()).toThrow(PickleError);
});

test("each text of its own counts among the values of a file", () => {
  const scalar = numpyFunctions.get("numpy.core.multiarray.scalar");
  let spent = 0;
  const text = scalar?.([new NumpyType("U3"), Buffer.from("c\0\0\0a\0\0\0t\0\0\0")], (values) => {
    spent += values;
  });
  expect({ text, spent }).toEqual({ text: "cat", spent: 3 });
});

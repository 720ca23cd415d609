import { expect, test } from "vitest";
import { changed, changesOf, parseJson, placesIn, valueAt } from "./json-changes.ts";

const value = parseJson('{"a": [1, {"b": "x"}], "c": null, "d": true}');

test("every number, text, flag and null has a place", () => {
  expect(placesIn(value)).toEqual([["a", "0"], ["a", "1", "b"], ["c"], ["d"]]);
  expect(placesIn(value).map((place) => valueAt(value, place))).toEqual([1, "x", null, true]);
});

test("one value changes or goes, and the rest stays", () => {
  expect(changed(value, ["a", "1", "b"], 7)).toEqual({ a: [1, { b: 7 }], c: null, d: true });
  expect(changed(value, ["a", "0"], undefined)).toEqual({ a: [{ b: "x" }], c: null, d: true });
  expect(changed(value, ["d"], undefined)).toEqual({ a: [1, { b: "x" }], c: null });
});

test("each change is one", () => {
  for (const one of [5, "text", "", false, null]) {
    for (const { name, value: other } of changesOf(one)) {
      if (one !== "" || name !== "empty") expect(other, `${one} ${name}`).not.toEqual(one);
    }
  }
});

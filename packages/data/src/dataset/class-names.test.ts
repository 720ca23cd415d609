import { expect, test } from "vitest";
import { shownText } from "../shown-text.ts";
import { areSameNames, spelledOut } from "./class-names.ts";

test("names are the same in NFC and without blanks at their ends", () => {
  expect(areSameNames(["Ka\u0308fer", "cat "], ["K\u00e4fer", "cat"])).toBe(true);
  expect(areSameNames(["cat", "dog"], ["dog", "cat"])).toBe(false);
  expect(areSameNames(["Cat"], ["cat"])).toBe(false);
});

test.each([
  ["Ka\u0308fer", '"Ka\\u{308}fer"'],
  ["K\u00e4fer", '"K\u00e4fer"'],
  ["cat ", '"cat\\u{20}"'],
  ["traffic light", '"traffic light"'],
  ["a\u00a0b\u202e", '"a\\u{a0}b\\u{202e}"'],
])("%j shows what is not seen", (name, shown) => {
  expect(spelledOut(name)).toBe(shown);
});

test("a long text is cut, and its length told", () => {
  expect(shownText("x".repeat(2000))).toBe(`${"x".repeat(100)}… (2,000 characters)`);
});

import { expect, test } from "vitest";
import { firstNames, shownName, shownText, spelledOut } from "../shown-text.ts";
import { areSameNames } from "./class-names.ts";

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

test("names are shown as they are unless something of them is not seen", () => {
  const plain = [
    "traffic light",
    "K\u00e4fer",
    "\u0939\u093f\u0928\u094d\u0926\u0940",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "\u{1f468}\u200d\u{1f33e}",
  ];
  expect(plain.map(shownName)).toEqual(plain);
  expect(firstNames(["two\nlines", "cat ", "Ka\u0308fer"])).toBe('"two\\u{a}lines", "cat\\u{20}", "Ka\\u{308}fer"');
  expect(shownText("a\r\nb")).toBe("a\\u{d}\\u{a}b");
});

test("a long text is cut, and its length told", () => {
  expect(shownText("x".repeat(2000))).toBe(`${"x".repeat(100)}… (2,000 characters)`);
});

import { expect, test } from "vitest";
import { toCsv } from "./csv.ts";

test("quotes what has commas, quotes and line breaks in it", () => {
  expect(
    toCsv([
      ["file", "p"],
      ["a,b.jpg", 0.5],
      ['say "x"', 1],
      ["two\nlines", 2],
    ]),
  ).toBe('file,p\r\n"a,b.jpg",0.5\r\n"say ""x""",1\r\n"two\nlines",2\r\n');
});

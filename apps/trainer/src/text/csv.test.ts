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

test("text that a spreadsheet would compute is text, and numbers stay numbers", () => {
  expect(toCsv([["=1+1", "@x", "+a", "-b", "\tc", "a=b", -1]])).toBe("'=1+1,'@x,'+a,'-b,'\tc,a=b,-1\r\n");
});

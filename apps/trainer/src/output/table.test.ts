import { expect, test } from "vitest";
import { formatTable } from "./table.ts";

test("lines up columns and cuts trailing blanks", () => {
  expect(formatTable([["class", "images"], ["a", "1,000"], ["größer", "7"], ["b"]], ["left", "right"])).toEqual([
    "class   images",
    "a        1,000",
    "größer       7",
    "b",
  ]);
});

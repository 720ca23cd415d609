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

test("takes more rows than a function takes arguments", () => {
  const rows = Array.from({ length: 200_000 }, () => ["photo.jpg", "cat"]);
  expect(formatTable(rows, ["left", "left"])).toHaveLength(200_000);
});

test("what a terminal would obey is as wide as it is shown", () => {
  expect(
    formatTable(
      [
        ["a\nb", "1"],
        ["c", "2"],
      ],
      ["left", "left"],
    ),
  ).toEqual(["a\\nb  1", "c     2"]);
});

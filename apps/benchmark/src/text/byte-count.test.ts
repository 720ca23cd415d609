import { expect, test } from "vitest";
import { gigabytes, parseBytes } from "./byte-count.ts";

test("reads decimal and binary units", () => {
  expect(parseBytes("8GB")).toBe(8e9);
  expect(parseBytes("500 mb")).toBe(5e8);
  expect(parseBytes("1.5GiB")).toBe(1.5 * 2 ** 30);
  expect(parseBytes("1000")).toBe(1000);
});

test.each(["", "GB", "8TB", "-1GB", "0", "8 G B"])("refuses %j", (text) => {
  expect(() => parseBytes(text)).toThrow(/such as 8GB, 500MB or 7.5GiB, got/);
});

test("writes GB", () => {
  expect(gigabytes(1.234e9)).toBe("1.23 GB");
});

import { expect, test } from "vitest";
import { formatBytes, formatCount, formatDuration, formatFigure, formatPercent } from "./format.ts";

test("durations have two units at most", () => {
  expect([0, 7.4, 59.4, 59.6, 83, 3599.6, 4000].map(formatDuration)).toEqual([
    "0s",
    "7s",
    "59s",
    "1m 00s",
    "1m 23s",
    "1h 00m",
    "1h 06m",
  ]);
  expect(formatDuration(Number.POSITIVE_INFINITY)).toBe("–");
});

test("bytes are decimal", () => {
  expect([0, 999, 1000, 94_371_840, 274e6, 5e15].map(formatBytes)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "94.4 MB",
    "274 MB",
    "5000 TB",
  ]);
});

test("shares, counts and figures", () => {
  expect([formatPercent(0.8766), formatPercent(1, 0), formatPercent(undefined), formatPercent(Number.NaN)]).toEqual([
    "87.7%",
    "100%",
    "–",
    "–",
  ]);
  expect(formatCount(1234567)).toBe("1,234,567");
  expect([312.4, 0.0123456, 0.000123, 0.0000012, 0, -1.5].map(formatFigure)).toEqual([
    "312",
    "0.0123",
    "0.000123",
    "1.2e-6",
    "0",
    "-1.5",
  ]);
});

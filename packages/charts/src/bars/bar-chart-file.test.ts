import { describe, expect, test } from "vitest";
import type { Bar } from "./bar-chart.ts";
import { barChartFile } from "./bar-chart-file.ts";
import { wrapText } from "./wrap-text.ts";

const bar: Bar = { name: "ours", spread: { lower: 5, median: 10, upper: 20 }, label: "1.50×", tone: "ours" };
const chart = (bars: readonly Bar[], notes: readonly string[] = []) =>
  barChartFile({ title: "tresnet_m", panels: [{ title: "images/s", bars }], notes });

/** Where a bar ends, in pixels right of the names. */
function lengths(svg: string): number[] {
  return [...svg.matchAll(/class="(?:ours|other)" x="[\d.]+" y="[\d.]+" width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
}

describe("a bar chart", () => {
  test("has bars as long as their medians, from 0", () => {
    const [whole = 0, half = 0] = lengths(
      chart([bar, { ...bar, name: "other", tone: "other", spread: { lower: 5, median: 5, upper: 5 } }]),
    );
    expect(whole).toBeGreaterThan(100);
    expect(half / whole).toBeCloseTo(0.5, 2);
  });

  test("has whiskers from quartile to quartile", () => {
    const [, low, high] = /d="M([\d.]+) [\d.]+V[\d.]+M[\d.]+ [\d.]+H([\d.]+)M/.exec(chart([bar])) ?? [];
    const [, left, end] = /class="ours" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/.exec(chart([bar])) ?? [];
    expect((Number(low) - Number(left)) / Number(end)).toBeCloseTo(0.5, 2);
    expect((Number(high) - Number(left)) / Number(end)).toBeCloseTo(2, 2);
  });

  test("says in place of a bar why there is none", () => {
    const svg = chart([bar, { name: "pytorch", spread: null, label: "absent", tone: "other" }]);
    expect(lengths(svg)).toHaveLength(1);
    expect(svg).toContain(">absent</text>");
    expect(lengths(chart([{ ...bar, spread: null }]))).toEqual([]);
  });

  test("can be read in the dark, runs nothing and fetches nothing", () => {
    const svg = chart([{ ...bar, name: '<script>"&"' }], ["AMD & Intel"]);
    expect(svg).toContain("prefers-color-scheme:dark");
    expect(svg).not.toMatch(/<script|href|url\(/);
    expect(svg).toContain("&#60;script&#62;&#34;&#38;&#34;");
    expect(svg).toContain("AMD &#38; Intel");
  });
});

test("text is broken at spaces, and a long word anywhere", () => {
  expect(wrapText("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrapText("a 0123456789 b", 4)).toEqual(["a", "0123", "4567", "89 b"]);
  expect(wrapText("", 4)).toEqual([]);
});

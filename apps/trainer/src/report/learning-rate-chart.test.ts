import { describe, expect, test } from "vitest";
import { cutAbove, learningRateChart, rateText } from "./learning-rate-chart.ts";

/** A test from 1e-4 to 10 whose loss falls from 2 to 1 and bursts behind 0.1. */
const curve = Array.from({ length: 51 }, (_, step) => {
  const learningRate = 1e-4 * 1e5 ** (step / 50);
  const smoothedLoss = learningRate <= 0.1 ? 2 - step / 30 : 1 + (step - 30) ** 2;
  return { learningRate, loss: smoothedLoss + (step % 2 === 0 ? 0.1 : -0.1), smoothedLoss };
});

/** The y of every point of a path, in pixels. */
const heightsOf = (path = "") => [...path.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));

describe("the picture of a range test", () => {
  const drawn = learningRateChart(curve, { valley: 0.0123456, steep: 0.05 }, "tresnet_s on <photos>");

  test("is an SVG file with a decade at every label, equally far apart", () => {
    expect(drawn).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="720"/);
    const places = ["1e-4", "0.001", "0.01", "0.1", "1", "10"].map((label) => {
      const found = new RegExp(`<text x="([\\d.]+)" y="[\\d.]+" text-anchor="middle">${label}</text>`).exec(drawn);
      return Number(found?.[1]);
    });
    expect(places[0]).toBe(52);
    expect(places[5]).toBe(704);
    for (const [index, place] of places.entries()) expect(place).toBeCloseTo(52 + (index * 652) / 5, 0);
  });

  test("has a faint line of every step and a strong one of the smoothed loss", () => {
    const lines = [...drawn.matchAll(/<path class="series-1( faint)?" d="([^"]+)"/g)];
    const [faint, strong] = lines.slice(2).map(([, , path]) => heightsOf(path).slice(0, 31));
    expect(lines.map(([, kind]) => kind)).toEqual([" faint", undefined, " faint", undefined]);
    expect(strong).toEqual(strong?.toSorted((a, b) => a - b));
    expect(faint).not.toEqual(faint?.toSorted((a, b) => a - b));
    expect(drawn).toContain(">each step</text>");
    expect(drawn).toContain(">smoothed</text>");
  });

  test("marks the suggested rates where they are, one's words below the other's", () => {
    const marks = [...drawn.matchAll(/class="marker" x1="([\d.]+)".*?<text x="[\d.]+" y="(\d+)"[^>]*>([^<]+)</gs)];
    expect(marks.map(([, , , text]) => text)).toEqual(["valley 0.012", "steep 0.05"]);
    const at = (rate: number) => 52 + (652 * Math.log10(rate / 1e-4)) / 5;
    expect(Number(marks[0]?.[1])).toBeCloseTo(at(0.0123456), 0);
    expect(Number(marks[1]?.[1])).toBeCloseTo(at(0.05), 0);
    expect(marks[0]?.[2]).not.toBe(marks[1]?.[2]);
  });

  test("shows the fall in full and of the burst only its beginning", () => {
    const labels = [...drawn.matchAll(/text-anchor="end">([\d.]+)<\/text>/g)].map(([, value]) => Number(value));
    expect(Math.max(...labels)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...labels)).toBeLessThan(4);
    expect(drawn).not.toContain("NaN");
  });

  test("can be read in the dark, escapes names, runs nothing and fetches nothing", () => {
    expect(drawn).toContain("prefers-color-scheme:dark");
    expect(drawn).not.toContain("var(");
    expect(drawn).toContain("tresnet_s on &#60;photos&#62;");
    expect(drawn).not.toMatch(/<script|href|url\(/);
  });

  test("has no marks without a suggestion, and draws a single step", () => {
    expect(learningRateChart(curve.slice(0, 1), undefined, "x")).not.toContain('class="marker"');
  });
});

test("a line is cut where it crosses the top, at the logarithm of the rate", () => {
  const cut = cutAbove(
    [
      [1, 1],
      [100, 3],
      [1000, 3],
      [10_000, 1],
    ],
    2,
  );
  expect(cut.map(([x]) => Number(x.toPrecision(6)))).toEqual([1, 10, 100, 1000, 3162.28, 10_000]);
  expect(cut.map(([, y]) => y)).toEqual([1, 2, Number.NaN, Number.NaN, 2, 1]);
});

test.each([
  [1e-7, "1e-7"],
  [0.000123, "1.2e-4"],
  [0.001, "0.001"],
  [0.01349, "0.013"],
  [10, "10"],
])("the rate %d reads %s", (rate, text) => {
  expect(rateText(rate)).toBe(text);
});

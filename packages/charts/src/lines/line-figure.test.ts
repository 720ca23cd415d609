import { expect, test } from "vitest";
import { lineFigure } from "./line-figure.ts";

const chart = (points: readonly (readonly [number, number])[]) =>
  lineFigure({ title: "t", xLabel: "x", yText: String, series: [{ name: "s", color: 1, points }] }).source;

test("spans the axes from the least to the greatest value", () => {
  const drawn = chart([
    [3, 20],
    [1, 10],
    [2, 30],
  ]);
  for (const tick of [1, 2, 3, 10, 20, 30]) expect(drawn).toContain(`>${tick}</text>`);
  expect(drawn).toMatch(/class="series-1" d="M[\d. ]+L[\d. ]+L[\d. ]+"/);
});

test("draws more points than a function takes arguments", () => {
  const points = Array.from({ length: 200_000 }, (_, i) => [i, i % 7] as const);
  expect(chart(points).match(/L/g)).toHaveLength(points.length - 1);
});

test("marks places with lines that say what they are, and with words where they have some", () => {
  const drawn = lineFigure({
    title: "t",
    xLabel: "x",
    yText: String,
    series: [
      {
        name: "s",
        color: 1,
        points: [
          [0, 0],
          [10, 1],
        ],
      },
    ],
    markers: [
      { x: 5, label: "half" },
      { x: 8, label: "most of it", text: "80 %" },
    ],
  }).source;
  const middle = (52 + 344) / 2;
  expect(drawn).toContain(`<line class="marker" x1="${middle}" x2="${middle}"`);
  expect(drawn).toContain("<title>half</title>");
  expect(drawn.match(/80 %/g)).toHaveLength(1);
});

test("spaces equal factors equally on a logarithmic axis", () => {
  const drawn = lineFigure({
    title: "t",
    xLabel: "x",
    yText: String,
    xScale: "log",
    series: [
      {
        name: "s",
        color: 1,
        points: [
          [0.01, 0],
          [1, 0.5],
          [100, 1],
        ],
      },
    ],
  }).source;
  const places = [...drawn.matchAll(/[ML]([\d.]+) /g)].map(([, x]) => Number(x));
  expect(places).toEqual([52, 198, 344]);
  for (const tick of ["0.01", "0.1", "1", "10", "100"]) expect(drawn).toContain(`text-anchor="middle">${tick}</text>`);
});

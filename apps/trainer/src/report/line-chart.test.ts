import { expect, test } from "vitest";
import { lineChart } from "./line-chart.ts";

const chart = (points: readonly (readonly [number, number])[]) =>
  lineChart({ title: "t", xLabel: "x", yText: String, series: [{ name: "s", color: 1, points }] }).source;

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

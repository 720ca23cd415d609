// A program of a user's: a chart of bars, as long as their numbers.
import assert from "node:assert/strict";
import { barChartFile } from "@tresnet/charts";

const bar = (name, value, tone) => ({
  name,
  spread: { lower: value, median: value, upper: value },
  label: String(value),
  tone,
});
const panel = { title: "images/s", bars: [bar("mine", 20, "ours"), bar("theirs", 10, "other")] };
const svg = barChartFile({ title: "a < b", panels: [panel], notes: [] });
const widths = [...svg.matchAll(/class="(?:ours|other)"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
assert.equal(widths.length, 2);
assert.ok(Math.abs(widths[0] / widths[1] - 2) < 0.01);
assert.ok(svg.includes("a &#60; b"));

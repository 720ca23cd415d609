import { expect, test } from "vitest";
import { html } from "../markup/html.ts";
import { svgFile } from "./svg-file.ts";

const file = svgFile({
  title: "a < b",
  width: 300,
  height: 99.96,
  style: ".own{fill:var(--accent)}",
  content: html`<circle class="own" r="1"/>`,
});

test("is a file that stands alone, with its title as a heading and for screen readers", () => {
  expect(file).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="300" height="100" viewBox="0 0 300 100"/);
  expect(file.match(/a &#60; b/g)).toHaveLength(2);
  expect(file).toContain('<circle class="own" r="1"/></svg>');
});

test("has the drawing's own rules in light and dark, and no custom property", () => {
  expect(file).toContain(".own{fill:#0b7a75}");
  expect(file).toContain(".own{fill:#3fc1b8}");
  expect(file).toContain("prefers-color-scheme:dark");
  expect(file).not.toContain("var(");
});

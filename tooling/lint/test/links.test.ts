import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { brokenLinks } from "../links.mjs";

let root = "";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "links-"));
  write("docs/speed.md", "# How fast\n\n## In short: 1.5 × & more\n\n## The runs\n\n## The runs\n");
  write("docs/chart.svg", "<svg/>");
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

test("accepts files, folders, headings and the web", () => {
  write(
    "README.md",
    "[a](docs/speed.md) ![b](docs/chart.svg) [c](docs) [d](docs/speed.md#in-short-15---more) [e](#here) " +
      "[f](docs/speed.md#the-runs-1) [g](https://example.org/x.md) [h](mailto:a@b.c)\n\n## Here\n",
  );
  expect(brokenLinks(root)).toEqual([]);
});

test("looks neither into code nor into generated folders", () => {
  write("README.md", "```md\n[a](none.md)\n```\n`[b](none.md)` and\n~~~\n```\n[c](none.md)\n~~~\n");
  write("docs/api/a.md", "[a](none.md)");
  write("packages/engine/node_modules/x/README.md", "[a](none.md)");
  expect(brokenLinks(root)).toEqual([]);
});

test("names the file, the line and what is missing", () => {
  write("README.md", "one\n[a](docs/none.md)\n");
  write("docs/other.md", "[a](speed.md#nothing)\n");
  expect(brokenLinks(root)).toEqual([
    `README.md:2: links to "docs/none.md": there is no docs/none.md.`,
    `docs/other.md:1: links to "speed.md#nothing": speed.md has no such heading.`,
  ]);
});

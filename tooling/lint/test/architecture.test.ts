import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { brokenArchitecture } from "../architecture.mjs";

let root = "";
const rooms = { engine: { native: [], backend: ["native"], jpeg: ["native", "backend"] } };
const header = "| package | room | what is in it | may import |\n| --- | --- | --- | --- |\n";
const readme =
  "# engine\n\n## Rooms\n\n| `src/` | what |\n| --- | --- |\n| `native/` | n |\n| `backend/`, `jpeg/` | b |\n";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "architecture-"));
  mkdirSync(path.join(root, "apps"));
  mkdirSync(path.join(root, "packages/engine"), { recursive: true });
  writeFileSync(path.join(root, "packages/engine/README.md"), readme);
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function problemsOf(rows: string): string[] {
  writeFileSync(path.join(root, "ARCHITECTURE.md"), `# A\n\n${header}${rows}`);
  return brokenArchitecture(root, rooms);
}

test("accepts a table that tells each room once, alone or with others", () => {
  expect(problemsOf("| engine | `native` | c | – |\n| engine | `backend`, `jpeg` | b | native |\n")).toEqual([]);
  const one =
    "| engine | `native` | c | – |\n| engine | `backend` | b | native |\n| engine | `jpeg` | j | backend, native |\n";
  expect(problemsOf(one)).toEqual([]);
});

test.each([
  ["a room without a row", "| engine | `native`, `backend` | c | – |\n", "room jpeg in one row"],
  [
    "a room in two rows",
    "| engine | `native`, `backend`, `jpeg` | c | – |\n| engine | `native` | c | – |\n",
    "room native in one row",
  ],
  ["a room that is gone", "| engine | `native`, `backend`, `jpeg`, `old` | c | – |\n", "no room old"],
  [
    "a wrong arrow",
    "| engine | `native` | c | backend |\n| engine | `backend`, `jpeg` | b | native |\n",
    'expected "–"',
  ],
  [
    "a package that is gone",
    "| engine | `native`, `backend`, `jpeg` | c | – |\n| old | `x` | c | – |\n",
    "no package old",
  ],
])("rejects %s", (_, rows, problem) => {
  expect(problemsOf(rows)).toEqual([expect.stringContaining(problem)]);
});

test("a README tells its package's rooms and no others", () => {
  writeFileSync(path.join(root, "packages/engine/README.md"), readme.replace("`jpeg/`", "`png/`"));
  expect(problemsOf("| engine | `native`, `backend`, `jpeg` | c | – |\n")).toEqual([
    expect.stringContaining("`jpeg/`"),
    expect.stringContaining("no room png"),
  ]);
});

import { expect, test } from "vitest";
import { brokenWholeFiles, wholeReads } from "../whole-files.mjs";
import { madeUpRepository } from "./repository.ts";

const repository = madeUpRepository();

test("calls of node:fs are found under any name, and as methods", () => {
  expect(
    wholeReads(
      [
        'import { readFile as read, readFileSync } from "node:fs";',
        'import fs from "node:fs/promises";',
        'read("a");',
        'const text = readFileSync("b");',
        'await fs.readFile("c");',
        "await handle.readFile();",
      ].join("\n"),
    ),
  ).toEqual([3, 4, 5, 6]);
});

test("other functions of these names, and words in comments and texts, are none", () => {
  const text =
    'import { readFile } from "./own.ts";\n// readFile("a")\nreadFile("a");\nconst said = "readFileSync()";\n';
  expect(wholeReads(text)).toEqual([]);
});

test("a file that reads without a limit is named with its line, unless the list has it", () => {
  const reads = 'import { readFile } from "node:fs/promises";\nexport const text = () => readFile("a");\n';
  repository.write("packages/data/src/text.ts", reads);
  repository.write("packages/data/src/text.test.ts", reads);
  repository.write("packages/files/src/read-whole.ts", reads);
  expect(brokenWholeFiles(repository.root, {})).toEqual([
    expect.stringMatching(/^packages\/data\/src\/text\.ts:2: expected readWhole or readWholeSync of @tresnet\/files/),
  ]);
  expect(brokenWholeFiles(repository.root, { "packages/data/src/text.ts": "a reason" })).toEqual([]);
});

test("an entry of the list that nothing needs is named", () => {
  repository.write("packages/data/src/text.ts", "export {};\n");
  expect(brokenWholeFiles(repository.root, { "packages/data/src/text.ts": "a reason" })).toEqual([
    "allowed-whole-files.mjs: packages/data/src/text.ts reads no file whole. Remove it.",
  ]);
});

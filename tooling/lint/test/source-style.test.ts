import { describe, expect, test } from "vitest";
import { brokenRules, lineCount } from "../source-style.mjs";

const words = "word ".repeat(30).trimEnd();

describe("comments", () => {
  test.each([
    ["of a line", `// ${words}`],
    ["of a block", `/** ${words} */`],
    ["in a block", `/**\n * ${words}\n */`.split("\n")[1] ?? ""],
    ["after code", `const x = 1; // ${words}`],
  ])("%s wrap at 120 columns", (_, line) => {
    const text = line.startsWith(" *") ? `/**\n${line}\n */\n` : `${line}\n`;
    expect(brokenRules("a.ts", text)).toEqual([
      expect.stringMatching(/^a\.ts:\d: expected a comment of at most 120 columns, got \d+\. Wrap it\.$/),
    ]);
  });

  test("may be 120 columns wide, and hold a longer address", () => {
    const fits = `// ${"x".repeat(117)}\n`;
    expect(brokenRules("a.ts", fits)).toEqual([]);
    expect(brokenRules("a.ts", `// See https://example.org/${"x".repeat(120)}\n`)).toEqual([]);
  });

  test("are none inside of strings and templates", () => {
    const template = `const style = \`\n*{${words}}\n// ${words}\n\`;\n`;
    expect(brokenRules("a.ts", template)).toEqual([]);
    expect(brokenRules("a.ts", `const a = \`\${b}\n * ${words}\n\${c}\n// ${words}\`;\n`)).toEqual([]);
    expect(brokenRules("a.ts", `const text = "go // ${words}";\n`)).toEqual([]);
  });
});

test("the spread of a literal is rejected, that of anything else is not", () => {
  const problems = brokenRules("a.ts", `const x = {\n  ...{ a: 1 },\n  ...rest,\n  ...(b ? { c } : {}),\n};\n`);
  expect(problems).toEqual(["a.ts:2: expected properties, got the spread of a literal. Write them one by one."]);
});

test("a long source file is rejected, a long test is not", () => {
  const long = "x;\n".repeat(251);
  expect(brokenRules("packages/a/src/b.ts", long)).toEqual([
    "packages/a/src/b.ts: expected at most 250 lines, got 251. Split it by what it does.",
  ]);
  expect(brokenRules("packages/a/src/b.ts", "x;\n".repeat(250))).toEqual([]);
  expect(brokenRules("packages/a/src/b.test.ts", long)).toEqual([]);
  expect(brokenRules("packages/a/test/b.ts", long)).toEqual([]);
});

test("a last line counts with and without its end", () => {
  expect([lineCount("a\nb\n"), lineCount("a\nb")]).toEqual([2, 2]);
});

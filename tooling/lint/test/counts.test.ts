import { expect, test } from "vitest";
import { countLines } from "../counts.mjs";
import { madeUpRepository } from "./repository.ts";

const repository = madeUpRepository();

test("counts rooms, circles, lines and comments of packages and apps, without tests", () => {
  const exports = { ".": { "@tresnet/source": "./src/index.ts" } };
  const files = {
    "packages/engine/package.json": JSON.stringify({ name: "@tresnet/engine", exports }),
    "packages/engine/src/index.ts": `export { a, type B } from "./ops/a.ts";\n`,
    "packages/engine/src/ops/a.ts": `import "./b.ts";\n/** An a. */\nexport const a = 1;\nexport interface B {\n  c: 1;\n}\n`,
    "packages/engine/src/ops/b.ts": `import "./a.ts";\nimport "../native/c.ts";\n`,
    "packages/engine/src/native/c.ts": "export {};\n",
    "packages/engine/src/native/d.ts": `import "../ops/b.ts";\n`,
    "packages/engine/src/ops/f.ts": "x;\n",
    "packages/engine/src/ops/a.test.ts": "x;\n".repeat(500),
    "tooling/lint/src/e.ts": "x;\n".repeat(400),
  };
  for (const [file, content] of Object.entries(files)) repository.write(file, content);
  expect(countLines(repository.root)).toEqual([
    "1 packages, 2 rooms with files; the fullest: engine/src/ops, 3 files",
    "circles of files: 1; circles of rooms: 1",
    "lines a source file: median 1, 90 % have at most 2, the longest 6",
    "1 of 2 public exports documented; 0 of 1 of their members",
  ]);
});

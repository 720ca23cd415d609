import { expect, test } from "vitest";
import { snippets, typescriptSnippets } from "../readme-snippets.mjs";

test("takes the TypeScript blocks and no others", () => {
  const markdown = "# a\n```ts\nconst a = 1;\n\nconst b = 2;\n```\ntext\n```sh\nls\n```\n```ts\nlet c;\n```\n";
  expect(typescriptSnippets(markdown)).toEqual(["const a = 1;\n\nconst b = 2;\n", "let c;\n"]);
});

test("knows the programs that run", () => {
  const markdown = "```ts run\nconst a = 1;\n```\n```ts\nlet b;\n```\n";
  expect(snippets(markdown)).toEqual([
    { code: "const a = 1;\n", runs: true },
    { code: "let b;\n", runs: false },
  ]);
});

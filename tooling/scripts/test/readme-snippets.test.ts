import { expect, test } from "vitest";
import { typescriptSnippets } from "../readme-snippets.mjs";

test("takes the TypeScript blocks and no others", () => {
  const markdown = "# a\n```ts\nconst a = 1;\n\nconst b = 2;\n```\ntext\n```sh\nls\n```\n```ts\nlet c;\n```\n";
  expect(typescriptSnippets(markdown)).toEqual(["const a = 1;\n\nconst b = 2;\n", "let c;\n"]);
});

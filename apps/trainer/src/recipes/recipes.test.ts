import { describe, expect, test } from "vitest";
import { resolveOptions } from "../options/resolve-options.ts";
import { trainTable } from "../options/train-options.ts";
import { recipes } from "./recipes.ts";

describe.each(Object.entries(recipes))("recipe %s", (name, { title, options }) => {
  test("has only settings that exist, with values they take", () => {
    const resolved = resolveOptions(trainTable, [{ source: `recipe ${name}`, values: options }]);
    expect(resolved).toMatchObject(options);
    expect(resolved.freezeEpochs).toBeLessThan(resolved.epochs);
  });

  test("asks for its data where it cannot know where that is", () => {
    expect("data" in options).toBe(!title.includes("(give "));
  });
});

test("flags override a recipe", () => {
  const layers = [
    { source: "recipe finetune", values: recipes.finetune.options },
    { source: "command line", values: { epochs: 3 } },
  ];
  expect(resolveOptions(trainTable, layers)).toMatchObject({ epochs: 3, freezeEpochs: 2, layerDecay: 0.85 });
});

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { resolveOptions } from "../../options/resolve-options.ts";
import { trainTable } from "../train-options.ts";
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

test.each(Object.keys(recipes))(
  "the file of %s says how it is run, what the paper scores, and what was measured",
  async (name) => {
    const folder = import.meta.dirname;
    const [place = ""] = (await readdir(folder, { recursive: true })).filter(
      (one) => path.basename(one) === `${name}.ts`,
    );
    const file = await readFile(path.join(folder, place), "utf8");
    const [header = ""] = file.split("*/");
    const command = /^ \* Command: tresnet train (?:\S+ )?--recipe (\S+?)(?:,| |$)/m.exec(header);
    expect(command?.[1]).toBe(name);
    expect(header).toMatch(/^ \* Paper: (none|\d\d\.\d (?:% top-1|mAP))/m);
    expect(header).toMatch(/^ \* Ours: (not measured here$|.*\d\d\.\d %.*)/m);
    // What was measured says in what time, on which machine.
    if (!header.includes("Ours: not measured here"))
      expect(header.replaceAll(/\n \* ?/g, " ")).toMatch(/ in .*\bmin\b.*AMD EPYC/);
  },
);

test("flags override a recipe", () => {
  const layers = [
    { source: "recipe finetune", values: recipes.finetune.options },
    { source: "command line", values: { epochs: 3 } },
  ];
  expect(resolveOptions(trainTable, layers)).toMatchObject({ epochs: 3, freezeEpochs: 2, layerDecay: 0.85 });
});

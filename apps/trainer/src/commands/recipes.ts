/** `tresnet recipes`: the trainings that are ready to run. */
import type { Command } from "commander";
import { flagOf } from "../options/option-name.ts";
import type { Recipe } from "../settings/recipes/recipe.ts";
import { findRecipe, recipes } from "../settings/recipes/recipes.ts";
import { commandName } from "../terminal/command-name.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { formatTable } from "../text/table.ts";

export function addRecipesCommand(program: Command): void {
  program
    .command("recipes")
    .summary("list the trainings that are ready to run")
    .description(
      `Lists all recipes, or the settings of one. Run one with "tresnet train --recipe NAME"; flags override it.`,
    )
    .argument("[name]", "the recipe to show")
    .option("--json", "print one line of JSON instead")
    .action((name: string | undefined, { json }: Record<string, unknown>) => {
      const terminal = createTerminal({ json: json === true });
      const shown: [string, Recipe][] = name === undefined ? Object.entries(recipes) : [[name, findRecipe(name)]];
      if (json === true) {
        terminal.json({ recipes: shown.map(([key, recipe]) => ({ name: key, ...recipe })) });
        return;
      }
      const rows = shown.map(([key, { title }]) => [key, title]);
      for (const line of formatTable(rows, ["left", "left"])) terminal.line(line);
      if (name === undefined) return;
      terminal.line();
      terminal.line(`${commandName()} train ${flagsOf(findRecipe(name)).join(" ")}`);
    });
}

/** A recipe as flags, to copy and change. */
function flagsOf({ options }: Recipe): string[] {
  return Object.entries(options).map(([key, value]) => {
    if (value === true) return `--${flagOf(key)}`;
    if (value === false) return `--no-${flagOf(key)}`;
    return `--${flagOf(key)} ${Array.isArray(value) ? value.join(",") : value}`;
  });
}

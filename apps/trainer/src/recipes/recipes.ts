/** All recipes by name. */
import type { Recipe } from "./recipe.ts";
import { solarCellsDemo } from "./solar-cells-demo.ts";

export const recipes = { "solar-cells-demo": solarCellsDemo } as const satisfies Record<string, Recipe>;

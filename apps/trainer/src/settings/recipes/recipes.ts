/** All recipes by name, in the order in which `tresnet recipes` lists them. */
import { UsageError } from "../../errors.ts";
import { suggestion } from "../../options/suggestion.ts";
import { cifar10S } from "./cifar/cifar10-s.ts";
import { cifar10S64 } from "./cifar/cifar10-s-64.ts";
import { cifar10S64Fourth } from "./cifar/cifar10-s-64-fourth.ts";
import { cifar10S64Second } from "./cifar/cifar10-s-64-second.ts";
import { cifar10S64Third } from "./cifar/cifar10-s-64-third.ts";
import { cifar10Xl } from "./cifar/cifar10-xl.ts";
import { cifar100S } from "./cifar/cifar100-s.ts";
import { cifar100Xl } from "./cifar/cifar100-xl.ts";
import { cocoL } from "./coco-l.ts";
import { cocoS } from "./coco-s.ts";
import { cocoDetectM } from "./detection/coco-detect-m.ts";
import { cocoDetectM24 } from "./detection/coco-detect-m-24.ts";
import { detect } from "./detection/detect.ts";
import { treeCrowns } from "./detection/tree-crowns.ts";
import { finetune } from "./finetune.ts";
import { flowers102L } from "./flowers102-l.ts";
import { flowers102S } from "./flowers102-s.ts";
import { imagenetM } from "./imagenet-m.ts";
import { imagenetS } from "./imagenet-s.ts";
import type { Recipe } from "./recipe.ts";
import { solarCellsDemo } from "./solar-cells-demo.ts";
import { solarCellsDemoFloat32 } from "./solar-cells-demo-float32.ts";
import { stanfordCarsL } from "./stanford-cars-l.ts";
import { stanfordCarsS } from "./stanford-cars-s.ts";

/**
 * The recipes that come with the trainer, by name: each is a title and the settings of a training, to be spread into
 * those of `train`: `train({ ...recipes["cifar10-s"].options, epochs: 3 })`.
 */
export const recipes = {
  finetune: finetune,
  "cifar10-xl": cifar10Xl,
  "cifar100-xl": cifar100Xl,
  "stanford-cars-l": stanfordCarsL,
  "flowers102-l": flowers102L,
  "coco-l": cocoL,
  "imagenet-m": imagenetM,
  "cifar10-s": cifar10S,
  "cifar10-s-64": cifar10S64,
  "cifar10-s-64-second": cifar10S64Second,
  "cifar10-s-64-third": cifar10S64Third,
  "cifar10-s-64-fourth": cifar10S64Fourth,
  "cifar100-s": cifar100S,
  "stanford-cars-s": stanfordCarsS,
  "flowers102-s": flowers102S,
  "coco-s": cocoS,
  "imagenet-s": imagenetS,
  "solar-cells-demo": solarCellsDemo,
  "solar-cells-demo-float32": solarCellsDemoFloat32,
  detect: detect,
  "coco-detect-m": cocoDetectM,
  "coco-detect-m-24": cocoDetectM24,
  "tree-crowns": treeCrowns,
} as const satisfies Record<string, Recipe>;

/** The name of a recipe, such as "finetune": what `--recipe` takes. */
export type RecipeName = keyof typeof recipes;

/** @throws UsageError when there is none of this name. */
export function findRecipe(name: string): Recipe {
  const recipe = Object.entries(recipes).find(([key]) => key === name)?.[1];
  if (recipe !== undefined) return recipe;
  const names = Object.keys(recipes);
  throw new UsageError(`--recipe: expected one of ${names.join(", ")}, got "${name}".${suggestion(name, names)}`);
}

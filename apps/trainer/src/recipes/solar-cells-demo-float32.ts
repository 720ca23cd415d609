/**
 * The demo's recipe for CPUs that compute in float32 only: fewer epochs on smaller pictures, to be done in five minutes too.
 *
 * Command: tresnet demo
 * Paper: none
 * Ours: not measured here
 */
import type { Recipe } from "./recipe.ts";
import { solarCellsDemo } from "./solar-cells-demo.ts";

export const solarCellsDemoFloat32 = {
  title: "tresnet_s on ELPV in float32: the demo where the CPU has no bfloat16",
  options: {
    ...solarCellsDemo.options,
    imgSize: 80,
    epochs: 6,
    lr: 0.0005,
  },
} as const satisfies Recipe;

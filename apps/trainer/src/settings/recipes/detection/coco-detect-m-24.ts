/**
 * MS-COCO 2017 by FCOS on TResNet-M: 24 epochs, with images of many sizes; the drops come after epochs 16 and 22.
 *
 * Command: tresnet train coco:PATH --recipe coco-detect-m-24
 * Paper: none
 * Ours: not measured here
 */
import type { Recipe } from "../recipe.ts";
import { cocoDetectM } from "./coco-detect-m.ts";

export const cocoDetectM24 = {
  title: "COCO 2017, boxes, by fcos_tresnet_m at 512 in 24 epochs (give coco:PATH)",
  options: { ...cocoDetectM.options, epochs: 24, scaleJitter: [0.5, 1.5] },
} as const satisfies Recipe;

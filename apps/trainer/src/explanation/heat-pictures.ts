/** Small pictures of explained images, for pages. */
import { type Dataset, decodeSource } from "@tresnet/data";
import type { ImageClassifier } from "@tresnet/zoo";
import type { HeatPictures } from "../evaluation/tested.ts";
import { evaluationTransform } from "../images/data-plan.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import { explainImages } from "./explain-images.ts";
import { heatPicture } from "./heat-picture.ts";

/** What draws images of a data set with the heat that the model's last stage has for a class, by HiResCAM. */
export function heatPictures(
  asking: { readonly model: ImageClassifier; readonly saved: SavedModel },
  data: Dataset,
  signal: AbortSignal,
): HeatPictures {
  const view = evaluationTransform(asking.saved);
  return async (asked, size) => {
    const heats = await explainImages(asking, data, asked, { stage: "stage4", method: "hirescam", signal });
    const pictures = new Map<number, Uint8Array>();
    for (const [index, heat] of heats) {
      const pixels = await decodeSource(data.source(index));
      const drawing = { size: { least: size, most: size }, format: "webp" } as const;
      pictures.set(index, await heatPicture(pixels, heat, view, drawing));
    }
    return pictures;
  };
}

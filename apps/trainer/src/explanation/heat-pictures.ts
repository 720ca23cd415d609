/** Small pictures of explained images, for pages. */
import { type Dataset, decodeSource } from "@tresnet/data";
import type { HeatMap } from "@tresnet/training";
import type { ImageClassifier } from "@tresnet/zoo";
import type { HeatPictures } from "../evaluation/tested.ts";
import { evaluationTransform } from "../images/data-plan.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import { type Asked, explainImages } from "./explain-images.ts";
import { heatPicture } from "./heat-picture.ts";

/**
 * What draws images of a data set with the heat that the model's last stage has for a class, by HiResCAM. An image that
 * is asked for again, such as in another size, is not explained again: the weights must stay as they are.
 */
export function heatPictures(
  asking: { readonly model: ImageClassifier; readonly saved: SavedModel },
  data: Dataset,
  signal: AbortSignal,
): HeatPictures {
  const view = evaluationTransform(asking.saved);
  const known = new Map<string, HeatMap>();
  const keyOf = ({ index, label }: Asked) => `${index} ${label}`;
  return async (asked, size) => {
    const unknown = asked.filter((one) => !known.has(keyOf(one)));
    const found = await explainImages(asking, data, unknown, { stage: "stage4", method: "hirescam", signal });
    for (const one of unknown) {
      const heat = found.get(one.index);
      if (heat !== undefined) known.set(keyOf(one), heat);
    }
    const pictures = new Map<number, Uint8Array>();
    for (const one of asked) {
      const { index } = one;
      const heat = known.get(keyOf(one));
      if (heat === undefined) continue;
      const pixels = await decodeSource(data.source(index));
      const drawing = { size: { least: size, most: size }, format: "webp" } as const;
      pictures.set(index, await heatPicture(pixels, heat, view, drawing));
    }
    return pictures;
  };
}

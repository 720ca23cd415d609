/** The images of a detector's report, with small pictures. */
import type { Dataset } from "@tresnet/data";
import { rankImages } from "../../detection/rank-images.ts";
import type { DetectedDataset } from "../../evaluation/evaluate-dataset.ts";
import { pictureAddress } from "../picture-address.ts";
import type { ShownImages } from "./detection-sections.ts";
import type { GalleryImage } from "./image-gallery.ts";

/** Of each kind. */
const mostShown = 6;
const pictureSize = 640;

/** The images on which the least and the most is right; of few images each is shown once. */
export async function shownImages(data: Dataset, { evaluation, detected }: DetectedDataset): Promise<ShownImages> {
  const ranked = rankImages(detected, evaluation.best.score);
  const count = Math.min(mostShown, Math.ceil(ranked.length / 2));
  const draw = async (images: typeof ranked) => {
    const drawn = await Promise.all(
      images.map(async ({ index: place, ...matched }): Promise<GalleryImage | undefined> => {
        const { index, file: id, size } = detected[place] ?? {};
        if (index === undefined || id === undefined || size === undefined) return undefined;
        // One that can't be read any more is no reason to have no report.
        const picture = await pictureAddress(data, index, pictureSize).catch(() => undefined);
        return picture === undefined ? undefined : { ...matched, picture, size, id };
      }),
    );
    return drawn.filter((one) => one !== undefined);
  };
  return { best: await draw(ranked.slice(0, count)), worst: await draw(ranked.slice(count).slice(-count).reverse()) };
}

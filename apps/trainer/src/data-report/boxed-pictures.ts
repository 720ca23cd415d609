/** Images of a data set with their boxes drawn, small enough for a page. */
import { boxPicture, type DatasetSplits, hasBoxes } from "@tresnet/data";
import sharp from "sharp";
import type { BoxedPicture } from "./box-section.ts";

const pictureSize = 480;

/** So many images of each part, evenly spread, with their boxes; those that can't be read are left out. */
export async function boxedPictures(
  parts: Partial<DatasetSplits>,
  samples: number,
  signal?: AbortSignal,
): Promise<BoxedPicture[]> {
  const pictures: BoxedPicture[] = [];
  for (const data of [parts.train, parts.val, parts.test]) {
    if (data === undefined || !hasBoxes(data)) continue;
    const count = Math.min(samples, data.length);
    for (let sample = 0; sample < count; sample++) {
      signal?.throwIfAborted();
      const index = Math.floor((sample * data.length) / count);
      const picture = await boxPicture(data, index, pictureSize).catch(() => undefined);
      if (picture === undefined) continue;
      const { data: pixels, width, height, channels } = picture;
      const bytes = await sharp(pixels, { raw: { width, height, channels } }).webp({ quality: 80 }).toBuffer();
      const address = `data:image/webp;base64,${bytes.toString("base64")}`;
      pictures.push({ id: data.id(index), address, boxes: data.boxes(index).labels.length });
    }
  }
  return pictures;
}

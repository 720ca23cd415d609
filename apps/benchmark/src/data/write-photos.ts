/** The photos of `tresnet-bench data`, as JPEG files. */
import { stat, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { photo } from "./photo.ts";

export interface WrittenPhotos {
  readonly paths: readonly string[];
  readonly meanBytes: number;
}

/** Quality and colour sampling of usual cameras' and web pages' files. */
const jpeg = { quality: 90, chromaSubsampling: "4:2:0" };

/** Writes `count` photos of 500×375, every fourth upright, into the folder; the same for the same seed. */
export async function writePhotos(folder: string, count: number, seed: number): Promise<WrittenPhotos> {
  const paths: string[] = [];
  let bytes = 0;
  for (let index = 0; index < count; index++) {
    const [width, height] = index % 4 === 3 ? [375, 500] : [500, 375];
    const file = path.join(folder, `${String(index).padStart(4, "0")}.jpg`);
    const pixels = photo({ width, height }, seed * count + index);
    await writeFile(
      file,
      await sharp(pixels, { raw: { width, height, channels: 3 } })
        .jpeg(jpeg)
        .toBuffer(),
    );
    bytes += (await stat(file)).size;
    paths.push(file);
  }
  return { paths, meanBytes: Math.round(bytes / count) };
}

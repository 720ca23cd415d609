/** A folder of small pictures in three classes, JPEG and PNG, with a part to validate on. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { seededRandom } from "../../../fuzz/src/random.ts";

const classes = ["cat", "dog", "owl"] as const;
const parts = { train: 12, val: 5 } as const;

/** Writes the pictures; the same every time. */
export async function writePhotos(folder: string): Promise<void> {
  const random = seededRandom(7);
  for (const [part, images] of Object.entries(parts)) {
    for (const [brightness, name] of classes.entries()) {
      await mkdir(path.join(folder, part, name), { recursive: true });
      for (let index = 0; index < images; index += 1) {
        const [width, height] = [20 + random(20), 20 + random(20)];
        const data = Uint8Array.from({ length: 3 * width * height }, () => 80 * brightness + random(90));
        const ending = index % 3 === 0 ? "png" : "jpg";
        await sharp(data, { raw: { width, height, channels: 3 } }).toFile(
          path.join(folder, part, name, `${index}.${ending}`),
        );
      }
    }
  }
}

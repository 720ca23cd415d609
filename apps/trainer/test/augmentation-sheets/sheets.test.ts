import { readdir, readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { augmentationSheet, sheetNames } from "./sheets.ts";

const docs = new URL("../../../../docs/", import.meta.url);
const fileOf = (name: string) => fileURLToPath(new URL(`augmentations/${name}.png`, docs));
const pixelsOf = (image: string | Uint8Array) => sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });

describe("the sheets of docs/augmentations.md", () => {
  // To the pixel: nothing here but integers, IEEE doubles and our own resizing; sharp only packs.
  test.each(sheetNames)("%s is what the augmentation draws", async (name) => {
    const [drawn, golden] = [await pixelsOf(await augmentationSheet(name)), await pixelsOf(fileOf(name))];
    expect(drawn.info).toMatchObject({ width: golden.info.width, height: golden.info.height });
    const different = drawn.data.reduce((count, byte, i) => count + (byte === golden.data[i] ? 0 : 1), 0);
    expect(
      different,
      `bytes of ${name}.png that differ. If the augmentation was changed on purpose: pnpm --filter @tresnet/trainer sheets`,
    ).toBe(0);
  });

  test("are all on the page, and small", async () => {
    const page = await readFile(new URL("augmentations.md", docs), "utf8");
    const files = await readdir(new URL("augmentations/", docs));
    expect(files.sort()).toEqual(sheetNames.map((name) => `${name}.png`).sort());
    const sizes = await Promise.all(sheetNames.map(async (name) => (await stat(fileOf(name))).size));
    for (const name of sheetNames) expect(page).toContain(`(augmentations/${name}.png)`);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(25_000);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(300_000);
  });
});

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { photo } from "./photo.ts";
import { writePhotos } from "./write-photos.ts";

const size = { width: 60, height: 40 };

test("depends on its seed alone", () => {
  expect(photo(size, 3)).toEqual(photo(size, 3));
  expect(photo(size, 3)).not.toEqual(photo(size, 4));
  expect(photo(size, 3).length).toBe(60 * 40 * 3);
});

test("is written as JPEGs of a photograph's size, one in four upright", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-photos-"));
  try {
    const { paths, meanBytes } = await writePhotos(folder, 4, 0);
    expect(meanBytes).toBeGreaterThan(60_000);
    expect(meanBytes).toBeLessThan(120_000);
    const sizes = await Promise.all(
      paths.map(async (file) => {
        const { width, height } = await sharp(await readFile(file)).metadata();
        return [width, height];
      }),
    );
    expect(sizes).toEqual([
      [500, 375],
      [500, 375],
      [500, 375],
      [375, 500],
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

import { describe, expect, test } from "vitest";
import { Tiling } from "./tiling.ts";
import { type TileSize, tileSizes } from "./transforms.ts";

type Maps = [n: number, height: number, width: number];

const sizes: readonly TileSize[] = Object.values(tileSizes);

describe.each(sizes)("in tiles of %i", (size) => {
  test.each<Maps>([
    [2, 8, 12],
    [1, 1, 1],
    [7, 3, 8],
    [16, 14, 14],
    [6, 6, 5],
  ])("%i maps of %i×%i: every pixel is in one tile, and its neighbours in the patch around it", (n, height, width) => {
    const tiling = new Tiling([n, height, width], size);
    const [tiles, patches, places] = [tiling.tilePixels(), tiling.patchPixels(), tiling.mapPixels()];
    expect(tiles).toHaveLength(size ** 2 * tiling.count);
    expect(patches).toHaveLength(tiling.patchSize ** 2 * tiling.count);
    expect(places).toHaveLength(n * height * width);
    expect(tiles.filter((pixel) => pixel >= 0)).toHaveLength(places.length);
    for (const [pixel, place] of places.entries()) {
      expect(tiles[place]).toBe(pixel);
      const tile = place % tiling.count;
      const [down, across] = [Math.floor(place / tiling.count / size), Math.floor(place / tiling.count) % size];
      const [y, x] = [Math.floor(pixel / width) % height, pixel % width];
      for (const [dy, dx] of [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dy, dx] as const))) {
        const inside = y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width;
        const at = ((down + 1 + dy) * tiling.patchSize + across + 1 + dx) * tiling.count + tile;
        expect(patches[at]).toBe(inside ? pixel + dy * width + dx : -1);
      }
    }
  });
});

test.each<[Maps, number]>([
  [[16, 14, 14], 15 * 15], // 4 × 4 maps of 14 pixels and a line of zeros between them
  [[16, 28, 28], 16 * 7 * 7],
  [[3, 7, 7], 3 * 2 * 2],
  [[13, 14, 14], 4 * 49],
])("maps %j need %i tiles of 4", (maps, count) => {
  expect(new Tiling(maps, 4).count).toBe(count);
});

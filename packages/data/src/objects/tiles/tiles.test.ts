import path from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { type Corners, rectangleDataset, rectanglePicture } from "../../../test/rectangle-dataset.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import type { ImageSource } from "../../dataset/dataset.ts";
import { decodeSource } from "../../decode/decode-source.ts";
import { checkBoxes } from "../check-boxes.ts";
import { mergeTiles } from "./merge-tiles.ts";
import { gridWindows, tileWindows } from "./tile-windows.ts";
import { tiledDataset } from "./tiled-dataset.ts";

const sizes = [
  [100, 80, 32, 0.25],
  [31, 200, 32, 0.5],
  [64, 64, 32, 0],
  [65, 97, 32, 0.9],
  [1, 1, 16, 0.25],
] as const;

describe.each(sizes)("of %i × %i pixels", (width, height, size, overlap) => {
  test("tiles lie inside, cover every pixel and have the share in common that is asked for", () => {
    const windows = tileWindows({ width, height }, size, overlap);
    const covered = new Uint8Array(width * height);
    for (const { x, y, width: w, height: h } of windows) {
      expect([x >= 0, y >= 0, x + w <= width, y + h <= height]).not.toContain(false);
      expect([w, h]).toEqual([Math.min(size, width), Math.min(size, height)]);
      for (let row = y; row < y + h; row++) covered.fill(1, row * width + x, row * width + x + w);
    }
    expect(covered.includes(0)).toBe(false);
    const columns = [...new Set(windows.map(({ x }) => x))];
    for (const [at, x] of columns.slice(1).entries())
      expect(size - (x - (columns[at] ?? 0))).toBeGreaterThanOrEqual(Math.floor(size * overlap));
  });

  test("a grid covers every pixel once", () => {
    const counts = new Uint8Array(width * height);
    for (const { x, y, width: w, height: h } of gridWindows({ width, height }, size)) {
      for (let row = y; row < y + h; row++)
        for (let column = x; column < x + w; column++)
          counts[row * width + column] = (counts[row * width + column] ?? 0) + 1;
    }
    expect(counts.every((count) => count === 1)).toBe(true);
  });
});

const rectangles: readonly Corners[] = [
  [10, 10, 30, 30],
  [60, 20, 100, 50],
  [90, 70, 118, 88],
];
const picture = rectanglePicture(120, 90, rectangles);

async function photographs(): Promise<readonly ImageSource[]> {
  const file = path.join(await temporaryFolder(), "photo.png");
  const { data, width, height, channels } = picture;
  await sharp(data, { raw: { width, height, channels } }).png().toFile(file);
  return [
    { kind: "pixels", ...picture },
    { kind: "file", path: file },
  ];
}

test("a tile shows its part of the photograph, with the boxes that lie in it and slivers as crowds", async () => {
  for (const source of await photographs()) {
    const data = await checkBoxes(rectangleDataset([{ source, rectangles }]));
    const tiles = tiledDataset(data, { size: 48, overlap: 0.25, leastVisible: 0.25 });
    expect(tiles.length).toBe(tiles.tiles.length);
    for (let index = 0; index < tiles.length; index++) {
      const pixels = await decodeSource(tiles.source(index));
      expect({ width: pixels.width, height: pixels.height }).toEqual(tiles.imageSize(index));
      const { boxes, labels, crowds, areas } = tiles.boxes(index);
      const cut = Array.from(labels.keys(), (at) => Array.from(boxes.subarray(4 * at, 4 * at + 4)));
      const isBright = (x: number, y: number) => (pixels.data[(y * pixels.width + x) * pixels.channels] ?? 0) > 128;
      for (let y = 0; y < pixels.height; y++) {
        for (let x = 0; x < pixels.width; x++) {
          const isIn = cut.some(([x1 = 0, y1 = 0, x2 = 0, y2 = 0]) => x >= x1 && x < x2 && y >= y1 && y < y2);
          if (isIn !== isBright(x, y)) expect({ index, x, y, isIn }).toBeUndefined();
        }
      }
      for (const [at, area] of areas.entries()) {
        const whole = data.boxes(0).areas[data.boxes(0).ids.indexOf(tiles.boxes(index).ids[at] ?? 0)] ?? 1;
        expect(crowds[at]).toBe(area / whole < 0.25 ? 1 : 0);
      }
    }
    expect(tiles.photographs.boxes(0).labels).toHaveLength(3);
  }
});

test("tiles of photographs whose size is not known are refused, and so are odd options", () => {
  const data = rectangleDataset([{ source: { kind: "file", path: "a.png" }, rectangles }]);
  expect(() => tiledDataset(data, { size: 48 })).toThrow("expected a photograph whose size is known");
  for (const [options, message] of [
    [{ size: 8 }, "size must be"],
    [{ size: 32, overlap: 1 }, "overlap must be"],
    [{ size: 32, leastVisible: 0 }, "leastVisible must be"],
  ] as const)
    expect(() =>
      tiledDataset(rectangleDataset([{ source: { kind: "pixels", ...picture }, rectangles }]), options),
    ).toThrow(message);
});

test("what is found on tiles is found once on the photograph, where its box was", () => {
  const tiles = tiledDataset(rectangleDataset([{ source: { kind: "pixels", ...picture }, rectangles }]), {
    size: 64,
    overlap: 0.5,
  });
  const found = tiles.tiles.map(({ window }, index) => {
    const { boxes, labels } = tiles.boxes(index);
    return { window, boxes, labels, scores: Array.from(labels, (_, at) => 0.9 - at / 100) };
  });
  const { boxes, scores, labels } = mergeTiles(found);
  const merged = Array.from(labels.keys(), (at) => Array.from(boxes.subarray(4 * at, 4 * at + 4)));
  expect(merged.sort(([a = 0], [b = 0]) => a - b)).toEqual(rectangles.map((box) => [...box]));
  expect([...scores]).toEqual([...scores].sort((a, b) => b - a));
  expect(mergeTiles([])).toEqual({ boxes: new Float32Array(), scores: new Float32Array(), labels: new Int32Array() });
  expect(mergeTiles(found, { most: 1 }).labels).toHaveLength(1);
});

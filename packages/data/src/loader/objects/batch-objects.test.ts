import path from "node:path";
import { detectionTargets } from "@tresnet/boxes";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { type Corners, grey, rectangleDataset, rectanglePicture } from "../../../test/rectangle-dataset.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import type { ImageSource } from "../../dataset/dataset.ts";
import type { Pixels } from "../../dataset/pixels.ts";
import {
  type BoxTransform,
  evalBoxesTransform,
  type TrainBoxesTransform,
  trainBoxesTransform,
} from "../../transforms/boxes/box-transform.ts";
import type { Batch } from "../batch.ts";
import { BatchLoader, type BatchLoaderOptions } from "../batch-loader.ts";

const middle = (grey.bright + grey.dark) / 2 / 255;
const rectangles: readonly Corners[] = [
  [20, 30, 60, 50],
  [80, 10, 110, 90],
  [130, 60, 155, 100],
];
const picture = rectanglePicture(160, 120, rectangles);

async function batches(
  source: ImageSource,
  transform: BoxTransform,
  { epochs = 1, ...options }: Partial<BatchLoaderOptions> & { readonly epochs?: number } = {},
): Promise<Batch[]> {
  const data = rectangleDataset(Array.from({ length: 4 }, () => ({ source, rectangles })));
  const loader = new BatchLoader(data, { batchSize: 4, transform, workers: 0, ...options });
  const found: Batch[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) for await (const batch of loader.epoch(epoch)) found.push(batch);
  await loader.close();
  return found;
}

/** The share of pixels that are bright inside of the boxes, and dark outside of them; edges within `slack` are left out. */
function agreement(
  { images, shape, objects }: Batch,
  slot: number,
  slack: number,
): { inside: number; outside: number } {
  const [, height, width] = shape;
  const boxes = objects?.images[slot]?.boxes ?? new Float64Array();
  const counts = { inside: 0, bright: 0, outside: 0, dark: 0 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBright = (images[((slot * height + y) * width + x) * 3 + 1] ?? 0) > middle;
      const isWithin = (margin: number) =>
        Array.from({ length: boxes.length / 4 }, (_, k) => boxes.subarray(4 * k, 4 * k + 4)).some(
          ([x1 = 0, y1 = 0, x2 = 0, y2 = 0]) =>
            x + 0.5 > x1 + margin && x + 0.5 < x2 - margin && y + 0.5 > y1 + margin && y + 0.5 < y2 - margin,
        );
      if (isWithin(slack)) {
        counts.inside++;
        if (isBright) counts.bright++;
      } else if (!isWithin(-slack)) {
        counts.outside++;
        if (!isBright) counts.dark++;
      }
    }
  }
  return {
    inside: counts.inside === 0 ? 1 : counts.bright / counts.inside,
    outside: counts.outside === 0 ? 1 : counts.dark / counts.outside,
  };
}

/** No box is left out, so that all that is bright has one. */
const keepAll = { leastVisible: 0, leastSide: 1e-6 } as const;
const square = { width: 96, height: 96 };
const trainings: Readonly<Record<string, Partial<TrainBoxesTransform>>> = {
  "flips alone": { scale: [1, 1], hflip: 0.5, vflip: 0.5 },
  "quarter turns": { scale: [1, 1], quarterTurns: true },
  "scale jitter": { scale: [0.3, 2.5] },
  "a squished image": { fit: "squish", scale: [0.6, 1.6], quarterTurns: true },
  colours: { colorJitter: { brightness: 0.2, contrast: 0.2, saturation: 0.2 }, scale: [0.5, 1.5] },
  "a mosaic": { mosaic: 1, scale: [0.5, 1.5], quarterTurns: true },
};

describe.each(Object.entries(trainings))("a drawn rectangle stays under its box with %s", (_, settings) => {
  test.each([square, { width: 128, height: 64 }])("in %o", async (size) => {
    const transform = trainBoxesTransform({ size, ...keepAll, ...settings });
    const found = await batches({ kind: "pixels", ...picture }, transform, { epochs: 12 });
    expect(found.some(({ objects }) => (objects?.images[0]?.labels.length ?? 0) > 0)).toBe(true);
    for (const batch of found) {
      for (let slot = 0; slot < 4; slot++) {
        const { inside, outside } = agreement(batch, slot, 1);
        expect(inside).toBeGreaterThan(0.999);
        expect(outside).toBeGreaterThan(0.999);
      }
    }
  });
});

test("what is pasted is under its box too", async () => {
  const transform = trainBoxesTransform({ size: square, ...keepAll, scale: [0.8, 1.2], copyPaste: 1 });
  const found = await batches({ kind: "pixels", ...picture }, transform, { epochs: 12 });
  const plain = await batches({ kind: "pixels", ...picture }, { ...transform, copyPaste: 0 }, { epochs: 12 });
  const count = (all: readonly Batch[]) =>
    all.flatMap(({ objects }) => objects?.images ?? []).flatMap(({ labels }) => [...labels]).length;
  expect(count(found)).toBeGreaterThan(count(plain));
  for (const batch of found) {
    for (let slot = 0; slot < 4; slot++) expect(agreement(batch, slot, 1).inside).toBeGreaterThan(0.999);
  }
});

test("a box of which too little is seen is left out, with a border of its share exactly kept", async () => {
  const transform = trainBoxesTransform({ size: square, leastVisible: 0.5, scale: [2, 2] });
  for (const { objects } of await batches({ kind: "pixels", ...picture }, transform, { epochs: 20 })) {
    for (const { boxes, areas } of objects?.images ?? []) {
      for (const [at, area] of areas.entries()) {
        const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = boxes.subarray(4 * at, 4 * at + 4);
        expect(area).toBeCloseTo((x2 - x1) * (y2 - y1), 6);
        expect([x1 >= 0, y1 >= 0, x2 <= 96, y2 <= 96]).not.toContain(false);
        // The whole of each rectangle, twice as large as where the image fits.
        expect(area).toBeGreaterThanOrEqual(0.49 * 4 * 0.36 * 800);
      }
    }
  }
});

describe("evaluation", () => {
  test("lays a letterboxed image at the upper left corner, and tells its size and that of the original", async () => {
    const [batch] = await batches(
      { kind: "pixels", ...picture },
      evalBoxesTransform({ size: square, mean: [0.5, 0.5, 0.5] }),
    );
    const first = batch?.objects?.images[0];
    expect(first?.imageSize).toEqual({ width: 96, height: 72 });
    expect(first?.originalSize).toEqual({ width: 160, height: 120 });
    expect([...(first?.boxes ?? [])]).toEqual(rectangles.flat().map((side) => (side * 96) / 160));
    // What is below is the mean, which is 0 after normalization but for the rounding to a level.
    expect(Math.abs(batch?.images[(80 * 96 + 5) * 3] ?? 1)).toBeLessThan(1 / 255);
  });

  test("squishes each axis by its own factor", async () => {
    const [batch] = await batches({ kind: "pixels", ...picture }, evalBoxesTransform({ size: square, fit: "squish" }));
    const first = batch?.objects?.images[0];
    expect(first?.imageSize).toEqual(square);
    expect(first?.boxes[1]).toBeCloseTo(30 * 0.8, 9);
    expect(batch && agreement(batch, 0, 1)).toEqual({ inside: 1, outside: 1 });
  });

  test("is the same from the cache", async () => {
    const file = path.join(await temporaryFolder(), "a.png");
    await writePng(picture, file);
    const transform = evalBoxesTransform({ size: square });
    const [first, second] = await batches({ kind: "file", path: file }, transform, { epochs: 2, cache: true });
    expect(second?.images).toEqual(first?.images);
    expect(second?.objects).toEqual(first?.objects);
  });
});

async function writePng({ data, width, height, channels }: Pixels, file: string): Promise<void> {
  await sharp(data, { raw: { width, height, channels } }).png().toFile(file);
}

describe("targets", () => {
  const pyramid = {
    image: square,
    levels: [8, 16].map((stride) => ({ stride, width: 96 / stride, height: 96 / stride })),
  };

  test("are those of the boxes after the transform, crowds left out", async () => {
    const source: ImageSource = { kind: "pixels", ...picture };
    const data = rectangleDataset([{ source, rectangles, crowd: 1 }]);
    const transform = evalBoxesTransform({ size: square, targets: { pyramid } });
    const loader = new BatchLoader(data, { batchSize: 1, transform, workers: 0 });
    for await (const { objects } of loader.epoch(0)) {
      const { boxes, labels } = objects?.images[0] ?? {};
      expect(labels).toHaveLength(3);
      const kept = [...(boxes ?? [])].filter((_, at) => at < 4 || at >= 8);
      const { classes, ltrb, centerness, foreground } = detectionTargets(kept, [0, 0], pyramid);
      expect(foreground).toBeGreaterThan(0);
      const rows = Array.from(classes, (label, at) => [label, ...ltrb.subarray(4 * at, 4 * at + 4), centerness[at]]);
      expect([...(objects?.targets ?? [])]).toEqual(rows.flat());
    }
    await loader.close();
  });

  test("come from the workers in one block with the images, which is filled again", async () => {
    const file = path.join(await temporaryFolder(), "a.png");
    await writePng(picture, file);
    const transform = trainBoxesTransform({ size: square, targets: { pyramid: { ...pyramid, points: "centers" } } });
    const data = rectangleDataset(
      Array.from({ length: 8 }, () => ({ source: { kind: "file", path: file } as const, rectangles })),
    );
    const render = async (workers: number) => {
      const loader = new BatchLoader(data, { batchSize: 2, transform, workers, cache: false });
      const found: number[][] = [];
      for (const epoch of [0, 1, 2]) {
        for await (const batch of loader.epoch(epoch)) {
          expect(batch.objects?.targets?.buffer).toBe(batch.images.buffer);
          found.push([...batch.images, ...(batch.objects?.targets ?? [])]);
          found.push(batch.objects?.images.flatMap(({ boxes }) => [...boxes]) ?? []);
          loader.recycle(batch);
        }
      }
      await loader.close();
      return found;
    };
    const [inline, threaded] = [await render(0), await render(2)];
    expect(threaded).toEqual(inline);
  });
});

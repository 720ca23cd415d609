import path from "node:path";
import { detectionTargets } from "@tresnet/boxes";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { type Corners, grey, rectangleDataset, rectanglePicture } from "../../../test/rectangle-dataset.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import type { ImageSource } from "../../dataset/dataset.ts";
import type { Pixels } from "../../dataset/pixels.ts";
import { tiledDataset } from "../../objects/tiles/tiled-dataset.ts";
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

/**
 * The share of pixels that are bright inside of the boxes, and dark outside of them; edges within `slack` are left out.
 */
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

describe("from files", () => {
  /** A JPEG stored with an EXIF turn, or a large one. */
  async function writeJpeg(image: Pixels, file: string, orientation?: number): Promise<void> {
    const { data, width, height, channels } = image;
    const made = sharp(data, { raw: { width, height, channels } });
    // Stored so that a turn by 90 degrees to the right makes it upright.
    const stored = orientation === 6 ? made.rotate(-90).withMetadata({ orientation }) : made;
    await stored.jpeg({ quality: 95 }).toFile(file);
  }

  test.each([0, 2])("boxes are of the image as its EXIF turns it, with %i workers", async (workers) => {
    const file = path.join(await temporaryFolder(), "turned.jpg");
    await writeJpeg(picture, file, 6);
    const transform = trainBoxesTransform({ size: square, ...keepAll, scale: [0.6, 1.6], quarterTurns: true });
    for (const batch of await batches({ kind: "file", path: file }, transform, { epochs: 3, workers })) {
      expect(batch.objects?.images[0]?.originalSize).toEqual({ width: 160, height: 120 });
      for (let slot = 0; slot < 4; slot++) {
        const { inside, outside } = agreement(batch, slot, 1.5);
        expect([inside > 0.999, outside > 0.999]).toEqual([true, true]);
      }
    }
  });

  test("boxes fit images that are decoded at a part of their size", async () => {
    const file = path.join(await temporaryFolder(), "large.jpg");
    const large = rectangles.map((box): Corners => [8 * box[0], 8 * box[1], 8 * box[2], 8 * box[3]]);
    await writeJpeg(rectanglePicture(1280, 960, large), file);
    const data = rectangleDataset([{ source: { kind: "file", path: file }, rectangles: large }]);
    const measured = { ...data, imageSize: () => ({ width: 1280, height: 960 }) };
    const transform = trainBoxesTransform({ size: square, ...keepAll, scale: [0.8, 1.4], fastDecode: true });
    const loader = new BatchLoader(measured, { batchSize: 1, transform, workers: 0, cache: false });
    for (const epoch of [0, 1, 2]) {
      for await (const batch of loader.epoch(epoch)) {
        expect(batch.objects?.images[0]?.originalSize).toEqual({ width: 1280, height: 960 });
        const { inside, outside } = agreement(batch, 0, 1.5);
        expect([inside > 0.999, outside > 0.999]).toEqual([true, true]);
      }
    }
    await loader.close();
  });

  test("mosaics, pasted objects and tiles are the same from workers, and from the cache", async () => {
    const file = path.join(await temporaryFolder(), "a.png");
    await writePng(picture, file);
    const whole = rectangleDataset(
      Array.from({ length: 2 }, () => ({ source: { kind: "file", path: file } as const, rectangles })),
    );
    const data = tiledDataset({ ...whole, imageSize: () => ({ width: 160, height: 120 }) }, { size: 80 });
    const transform = trainBoxesTransform({
      size: square,
      ...keepAll,
      mosaic: 0.5,
      copyPaste: 0.5,
      quarterTurns: true,
    });
    const render = async (options: Partial<BatchLoaderOptions>) => {
      const loader = new BatchLoader(data, { batchSize: 4, transform, ...options });
      const found: unknown[] = [];
      for (const epoch of [0, 1])
        for await (const { images, objects, indices } of loader.epoch(epoch))
          found.push([...images], objects?.images, [...indices]);
      await loader.close();
      return found;
    };
    const inline = await render({ workers: 0, cache: false });
    expect(await render({ workers: 2, cache: false })).toEqual(inline);
    expect(await render({ workers: 0, cache: true })).toEqual(inline);
  });

  test("a broken image's place goes to a sound one with its boxes and targets; evaluation leaves it out", async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, "a.png");
    await writePng(picture, file);
    const gone = path.join(folder, "gone.png");
    const pyramid = { image: square, levels: [{ stride: 8, width: 12, height: 12 }] };
    const data = rectangleDataset([
      { source: { kind: "file", path: gone }, rectangles: [] },
      { source: { kind: "file", path: file }, rectangles },
    ]);
    const transform = { size: square, targets: { pyramid } };
    const one = async (each: BoxTransform) => {
      const loader = new BatchLoader(data, {
        batchSize: 2,
        transform: each,
        workers: 0,
        shuffle: false,
        onBroken: "skip",
      });
      const found: Batch[] = [];
      for await (const batch of loader.epoch(0)) found.push(batch);
      await loader.close();
      return found[0];
    };
    const trained = await one(trainBoxesTransform({ ...transform, scale: [1, 1], hflip: 0 }));
    expect([...(trained?.indices ?? [])]).toEqual([1, 1]);
    expect(trained?.objects?.images.map(({ labels }) => labels.length)).toEqual([3, 3]);
    const { targets } = trained?.objects ?? {};
    expect(targets?.slice(0, 144 * 6)).toEqual(targets?.slice(144 * 6));
    expect(targets?.some((value, at) => at % 6 === 0 && value === 0)).toBe(true);
    const evaluated = await one(evalBoxesTransform(transform));
    expect([evaluated?.shape[0], evaluated?.objects?.images.length, evaluated?.objects?.targets?.length]).toEqual([
      1,
      1,
      144 * 6,
    ]);
  });
});

test("images without a box give targets of background alone, and 300 boxes fit on one image", async () => {
  const pyramid = { image: square, levels: [{ stride: 8, width: 12, height: 12 }] };
  const many = Array.from(
    { length: 300 },
    (_, at): Corners => [at % 20, Math.floor(at / 20), (at % 20) + 9, Math.floor(at / 20) + 9],
  );
  const source: ImageSource = { kind: "pixels", ...picture };
  const data = rectangleDataset([
    { source, rectangles: [] },
    { source, rectangles: many },
  ]);
  const loader = new BatchLoader(data, {
    batchSize: 2,
    transform: evalBoxesTransform({ size: square, targets: { pyramid } }),
    workers: 0,
  });
  for await (const { objects } of loader.epoch(0)) {
    expect(objects?.images.map(({ labels }) => labels.length)).toEqual([0, 300]);
    const background = [...(objects?.targets?.subarray(0, 144 * 6) ?? [])].filter((_, at) => at % 6 === 0);
    expect(background.every((label) => label === -1)).toBe(true);
    expect(objects?.targets?.every(Number.isFinite)).toBe(true);
  }
  await loader.close();
});

test("a transform of boxes is refused for data without", () => {
  const { boxes: _, ...data } = rectangleDataset([{ source: { kind: "pixels", ...picture }, rectangles }]);
  const options = { batchSize: 1, transform: evalBoxesTransform({ size: square }) };
  expect(() => new BatchLoader(data, options)).toThrow("expected a dataset with boxes");
});

test.each([
  [{ size: { width: 0, height: 5 } }, "size must be"],
  [{ size: square, scale: [2, 1] as const }, "scale must be"],
  [{ size: square, mosaic: 2 }, "mosaic must be"],
  [{ size: square, leastSide: 0 }, "leastSide must be"],
  [
    { size: square, targets: { pyramid: { image: { width: 8, height: 8 }, levels: [] } } },
    "targets.pyramid.image must be",
  ],
])("the transform %j is refused", (options, message) => {
  expect(() => trainBoxesTransform(options)).toThrow(message);
});

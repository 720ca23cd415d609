import { writeFile } from "node:fs/promises";
import path from "node:path";
import { findTensorFlow, type TensorFlowLibrary } from "@tresnet/engine";
import { type JpegDecoder, openJpegDecoder } from "@tresnet/engine/jpeg";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import goldens from "../../test/golden/decode.json" with { type: "json" };
import { bytes } from "../../test/golden.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { imageFiles } from "../datasets/image-files.ts";
import { BatchLoader, type BatchLoaderOptions } from "../loader/batch-loader.ts";
import { copyRectangle } from "../resample/resize.ts";
import { evalTransform, type Transform, trainTransform } from "../transforms/transform.ts";
import { decodeFor, decodeImage } from "./decode.ts";
import { decodePart } from "./decode-part.ts";

let tensorFlow: TensorFlowLibrary;
let jpeg: JpegDecoder;
let folder = "";
/** What TensorFlow was asked to decode. */
let asked = 0;

beforeAll(async () => {
  const found = await findTensorFlow();
  if (!found) throw new Error("expected TensorFlow, which the set-up of native tests provides");
  tensorFlow = found;
  const decoder = openJpegDecoder(found);
  jpeg = {
    decode: (...args) => {
      asked++;
      return decoder.decode(...args);
    },
    dispose: () => decoder.dispose(),
  };
  folder = await temporaryFolder();
});
afterAll(() => jpeg.dispose());

const [width, height] = [167, 145];

async function picture(options: { progressive?: boolean; chromaSubsampling?: string }, seed = 0): Promise<Buffer> {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => 128 + 100 * Math.sin((i * i) / 900 + seed));
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85, ...options })
    .toBuffer();
}

/** As a worker decodes. */
function inThread() {
  return { inThread: true, jpeg };
}

describe("a plain JPEG in the calling thread", () => {
  for (const [name, golden] of Object.entries(goldens)) {
    test(`equals PIL's convert("RGB") for ${name}`, async () => {
      const { data, channels } = await decodeImage(bytes(golden.file), inThread());
      const rgb = channels === 3 ? [...data] : [...data].flatMap((value) => [value, value, value]);
      expect(rgb).toEqual([...bytes(golden.rgb)]);
    });
  }

  test.each([
    { progressive: false, chromaSubsampling: "4:2:0" },
    { progressive: true, chromaSubsampling: "4:2:0" },
    { progressive: false, chromaSubsampling: "4:4:4" },
    { progressive: true, chromaSubsampling: "4:4:4" },
  ])("has the pixels of sharp's, whole and in windows: %o", async (options) => {
    const file = await picture(options);
    const before = asked;
    const whole = await decodeImage(file);
    const quick = await decodeImage(file, inThread());
    expect(Buffer.compare(quick.data, whole.data)).toBe(0);
    const name = path.join(folder, `${JSON.stringify(options).replaceAll(/\W/g, "")}.jpg`);
    await writeFile(name, file);
    for (let x = 0; x < 90; x += 11) {
      const window = { x, y: 100 - x, width: 77 - (x % 10), height: 30 };
      const { pixels, part } = await decodePart(
        name,
        () => window,
        (decoded) => decoded,
        inThread(),
      );
      const empty = () => ({ ...window, data: new Uint8Array(window.width * window.height * 3), channels: 3 as const });
      const [expected, got] = [empty(), empty()];
      copyRectangle(whole, window.x, window.y, expected);
      copyRectangle(pixels, part.x, part.y, got);
      expect(Buffer.compare(got.data, expected.data)).toBe(0);
    }
    expect(asked - before).toBe(options.progressive ? 10 : 0);
  });

  test("leaves to sharp what is damaged, which tells of it", async () => {
    const before = asked;
    const whole = await picture({});
    const damaged = Buffer.concat([whole.subarray(0, whole.length / 2), Buffer.from([0xff, 0xd9])]);
    const told: string[] = [];
    const { data } = await decodeImage(damaged, { ...inThread(), tellDamage: (words) => told.push(words) });
    expect(Buffer.compare(data, (await decodeImage(damaged)).data)).toBe(0);
    expect(told).toEqual([expect.stringMatching(/^the JPEG is damaged \(.*premature end/)]);
    expect(asked).toBe(before);
  });

  test("tells of damage inside of a progressive JPEG, once a file, and nothing of a whole one", async () => {
    const whole = await picture({ progressive: true });
    const damaged = Buffer.from(whole);
    damaged.fill(0x55, whole.length / 2, whole.length / 2 + 60); // a libjpeg that meets this warns of it
    const files = { whole: path.join(folder, "whole.jpg"), damaged: path.join(folder, "damaged.jpg") };
    await writeFile(files.whole, whole);
    await writeFile(files.damaged, damaged);
    const window = { x: 20, y: 10, width: 90, height: 100 };
    const told: string[] = [];
    const options = { ...inThread(), tellDamage: (words: string) => told.push(words) };
    const before = asked;
    const first = await decodePart(
      files.damaged,
      () => window,
      ({ pixels }) => [...pixels.data],
      options,
    );
    expect(told).toEqual([expect.stringMatching(/^the JPEG is damaged \(/)]);
    expect(
      await decodePart(
        files.damaged,
        () => window,
        ({ pixels }) => [...pixels.data],
        options,
      ),
    ).toEqual(first);
    await decodePart(
      files.whole,
      () => window,
      () => undefined,
      options,
    );
    expect([told.length, asked - before]).toEqual([1, 3]);

    await decodeFor(damaged, () => undefined, { ...options, name: "another name" });
    await decodeFor(whole, () => undefined, { ...options, name: "a whole one" });
    expect(told).toHaveLength(2);
  });

  test("leaves to sharp what is cut off, turned, grey, CMYK or to be shrunk", async () => {
    const before = asked;
    const whole = await picture({});
    await expect(decodeImage(whole.subarray(0, 3000), inThread())).rejects.toThrow(/premature|truncated|VipsJpeg/i);
    const turned = await sharp(whole).withMetadata({ orientation: 6 }).toBuffer();
    expect((await decodeImage(turned, inThread())).width).toBe(height);
    expect((await decodeImage(await sharp(whole).toColourspace("b-w").jpeg().toBuffer(), inThread())).channels).toBe(1);
    await decodeImage(await sharp(whole).toColourspace("cmyk").jpeg().toBuffer(), inThread());
    expect((await decodeImage(whole, { ...inThread(), shorterSide: 70 })).width).toBe(83);
    expect(asked).toBe(before);
  });
});

describe("BatchLoader with and without TensorFlow's decoder", { timeout: 120_000 }, () => {
  async function photos(): Promise<Dataset> {
    const files = await Promise.all(
      Array.from({ length: 7 }, async (_, index) => {
        const file = path.join(folder, `photo-${index}.jpg`);
        await writeFile(file, await picture({ progressive: index % 2 === 0 }, index));
        return { path: file, label: 0 };
      }),
    );
    return imageFiles("photos", ["photo"], files);
  }

  async function batches(dataset: Dataset, transform: Transform, options: Partial<BatchLoaderOptions>) {
    const loader = new BatchLoader(dataset, { batchSize: 3, transform, cache: false, ...options });
    const images: Float32Array[] = [];
    for await (const batch of loader.epoch(1)) {
      images.push(batch.images.slice());
      loader.recycle(batch);
    }
    await loader.close();
    return images;
  }

  test("makes the same batches, whatever the number of workers and the decoder", async () => {
    const dataset = await photos();
    for (const transform of [trainTransform({ size: 48 }), evalTransform({ size: 48 })]) {
      const expected = await batches(dataset, transform, { workers: 0 });
      expect(await batches(dataset, transform, { workers: 1 })).toEqual(expected);
      expect(await batches(dataset, transform, { workers: 1, tensorFlow })).toEqual(expected);
      expect(await batches(dataset, transform, { workers: 2, tensorFlow })).toEqual(expected);
      expect(await batches(dataset, transform, { workers: 1, tensorFlow, cache: true })).toEqual(expected);
    }
  });

  test("says so when the library is not where it was said to be", async () => {
    const dataset = await photos();
    const nowhere = { ...tensorFlow, frameworkPath: path.join(folder, "nowhere.so") };
    await expect(batches(dataset, evalTransform({ size: 8 }), { workers: 1, tensorFlow: nowhere })).rejects.toThrow(
      /a decode worker failed: .*nowhere\.so/,
    );
  });
});

import { writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder, writeAt } from "../../test/temporary-folder.ts";
import type { DatasetSplits } from "../dataset/dataset.ts";
import { imageFiles, multiLabelFiles } from "../datasets/image-files.ts";
import { syntheticData } from "../datasets/synthetic.ts";
import { random } from "../random.ts";
import { inspectDataset } from "./inspect-dataset.ts";

let folder = "";
beforeEach(async () => {
  folder = await temporaryFolder();
});

const at = (name: string) => path.join(folder, name);

/** A picture of broad shapes: what survives compression; every seed draws another. */
function picture(seed: number, width = 96, height = 64) {
  const draws = random(seed);
  const coarse = Uint8Array.from({ length: 6 * 6 * 3 }, () => 40 + draws.integer(170));
  return sharp(coarse, { raw: { width: 6, height: 6, channels: 3 } }).resize(width, height, {
    fit: "fill",
    kernel: "cubic",
  });
}

async function write(name: string, seed: number, width?: number, height?: number): Promise<void> {
  await writeAt(at(name), await picture(seed, width, height).png().toBuffer());
}

type Labelled = readonly [file: string, label: number];
const data = (name: string, files: readonly Labelled[], classNames = ["cat", "dog"]) =>
  imageFiles(
    name,
    classNames,
    files.map(([file, label]) => ({ path: at(file), label })),
  );

/** Eight different pictures to train on and three for the test, of which one is in both. */
async function writeParts(): Promise<DatasetSplits> {
  for (let i = 0; i < 8; i++) await write(`${i}.png`, i, 96 + i, 64);
  await write("same.png", 0, 96, 64);
  await write("t1.png", 101);
  await write("t2.png", 102);
  return {
    train: data(
      "train",
      Array.from({ length: 8 }, (_, i) => [`${i}.png`, i % 2]),
    ),
    test: data("test", [
      ["same.png", 0],
      ["t1.png", 1],
      ["t2.png", 1],
    ]),
  };
}

const names = (groups: readonly { images: readonly { id: string }[] }[]) =>
  groups.map(({ images }) => images.map(({ id }) => path.basename(id)));

describe("inspectDataset", () => {
  test("counts classes and measures sizes, part by part", async () => {
    const { parts, broken, exactDuplicates, nearDuplicates } = await inspectDataset(await writeParts());
    expect(parts).toEqual([
      {
        part: "train",
        images: 8,
        classCounts: [4, 4],
        withoutClass: 0,
        sizes: {
          width: { min: 96, median: 99, max: 103 },
          height: { min: 64, median: 64, max: 64 },
          aspect: { min: 1.5, median: 99 / 64, max: 103 / 64 },
        },
      },
      expect.objectContaining({ part: "test", images: 3, classCounts: [1, 2] }),
    ]);
    expect([broken, names(exactDuplicates)]).toEqual([[], [["0.png", "same.png"]]]);
    expect(exactDuplicates[0]).toMatchObject({ acrossParts: true, differentClasses: false });
    expect(nearDuplicates).toEqual([]);
  });

  test("finds the same picture in another size, format, quality and light, and no other", async () => {
    const parts = await writeParts();
    const base = () => sharp(at("2.png"));
    const copies = {
      "small.png": base().resize(49, 32),
      "large.webp": base().resize(300, 200).webp({ quality: 80 }),
      "poor.jpg": base().jpeg({ quality: 30 }),
      "brighter.png": base().linear(1.05, 6),
    };
    for (const [name, image] of Object.entries(copies)) await writeFile(at(name), await image.toBuffer());
    const files = Object.keys(copies).map((name): Labelled => [name, 1]);
    const { nearDuplicates, warnings } = await inspectDataset({ ...parts, val: data("val", files) });
    expect(names(nearDuplicates)).toEqual([["2.png", ...Object.keys(copies)]]);
    expect(nearDuplicates[0]).toMatchObject({ acrossParts: true, differentClasses: true });
    expect(nearDuplicates[0]?.images[1]).toMatchObject({ part: "val", index: 0, classes: ["dog"] });
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^the same file is in two parts, once, such as .*0\.png \(train\) and .*same\.png \(test\): scores will be too good\.$/,
      ),
    );
    expect(warnings).toContainEqual(expect.stringMatching(/^nearly the same image is in two parts, once/));
    expect(warnings).toContainEqual(expect.stringMatching(/^1 group of near duplicates has different classes/));
  });

  test("takes images of one colour for copies only if the files are the same", async () => {
    for (const [name, shade] of [
      ["black.png", 0],
      ["grey.png", 128],
      ["again.png", 128],
    ] as const) {
      const background = { r: shade, g: shade, b: shade };
      await writeFile(
        at(name),
        await sharp({ create: { width: 40, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      );
    }
    const train = data("train", [
      ["black.png", 0],
      ["grey.png", 0],
      ["again.png", 1],
    ]);
    const found = await inspectDataset({ train });
    expect([names(found.exactDuplicates), found.nearDuplicates]).toEqual([[["grey.png", "again.png"]], []]);
  });

  test("lists what is broken: no image, cut off, of 1 × 1 pixels, missing", async () => {
    await write("good.png", 1);
    await write("dot.png", 1, 1, 1);
    await writeFile(at("note.png"), "no image");
    await writeFile(at("cut.png"), (await picture(3, 400, 300).png().toBuffer()).subarray(0, 3000));
    const files = ["note.png", "good.png", "cut.png", "dot.png", "gone.png"].map((name): Labelled => [name, 0]);
    const { broken, warnings, parts } = await inspectDataset({ train: data("train", files) }, { workers: 2 });
    expect(broken.map(({ index, id, reason }) => [index, path.basename(id), reason])).toEqual([
      [0, "note.png", expect.stringMatching(/a text; download the picture again/)],
      [2, "cut.png", expect.any(String)],
      [3, "dot.png", "the image has 1 × 1 pixels: a placeholder, no picture"],
      [4, "gone.png", expect.stringMatching(/ENOENT/)],
    ]);
    expect(warnings[0]).toMatch(/^4 images cannot be decoded, such as .*note\.png\.$/);
    expect(parts[0]?.sizes?.width).toEqual({ min: 96, median: 96, max: 96 });
  });

  test("warns of imbalance, of classes with few images or none, and of odd sizes", async () => {
    const { train } = syntheticData({ classes: 4, counts: [48, 1, 1], size: 8 });
    const uneven = { ...train, label: (index: number) => (index < 44 ? 0 : index < 47 ? 1 : 2) };
    const { warnings } = await inspectDataset({ train: uneven });
    expect(warnings.filter((text) => !text.includes("same"))).toEqual([
      "train has no image of plain green.",
      "classes are imbalanced: plain red has 44 training images, plain lime 1; try --class-weights balanced.",
      "plain orange, plain lime have fewer than 10 training images.",
    ]);
    for (let i = 0; i < 5; i++) await write(`${i}.png`, i, 200, 200);
    await write("small.png", 50, 20, 100);
    const odd = await inspectDataset({
      train: data("train", [...[..."01234"].map((i): Labelled => [`${i}.png`, 0]), ["small.png", 1]]),
    });
    expect(odd.warnings).toContain("train has images as small as 20 pixels, where others have 200.");
    expect(odd.warnings).toContain("train has images 5.0 times as long as wide: a crop shows little of them.");
  });

  test("counts every class of multi-label images, and those without", async () => {
    for (let i = 0; i < 3; i++) await write(`${i}.png`, i);
    const files = [[0, 1], [1], []].map((labels, i) => ({ path: at(`${i}.png`), labels }));
    const found = await inspectDataset({ train: multiLabelFiles("many", ["cat", "dog"], files) });
    expect(found).toMatchObject({ multiLabel: true, parts: [{ classCounts: [1, 2], withoutClass: 1 }] });
  });

  test("finds the same with any number of workers, tells how far it is, and stops when told to", async () => {
    const parts = await writeParts();
    const told: number[] = [];
    const one = await inspectDataset(parts, { workers: 1, onProgress: (done, total) => told.push(done / total) });
    expect(await inspectDataset(parts, { workers: 5 })).toEqual(one);
    expect([told.length, told.at(-1)]).toEqual([11, 1]);
    const controller = new AbortController();
    const stopped = inspectDataset(parts, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await expect(stopped).rejects.toThrow("enough");
    await expect(inspectDataset(parts, { workers: 0 })).rejects.toThrow(
      /workers must be a whole number of at least 1, got 0/,
    );
  });
});

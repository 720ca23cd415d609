import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type DatasetSplits, imageFiles, syntheticData } from "@tresnet/data";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requireReadable } from "./require-readable.ts";

let folder = "";
const at = (name: string) => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-readable-"));
  const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background: "red" } });
  await pixel.clone().png().toFile(at("dot.png"));
  await pixel.clone().resize(8, 8).png().toFile(at("flat.png"));
  const ramp = (most: number) => Uint8Array.from({ length: 192 }, (_, i) => (i * most) / 191);
  const raw = { raw: { width: 8, height: 8, channels: 3 } } as const;
  await sharp(ramp(255), raw).png().toFile(at("sound.png"));
  await sharp(ramp(15), raw).png().toFile(at("dark.png"));
  await sharp(ramp(63), raw).png().toFile(at("dim.png"));
  await writeFile(at("pointer.jpg"), "version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 12\n");
  await writeFile(at("page.jpg"), "<html>");
});
afterAll(() => rm(folder, { recursive: true }));

const photos = (names: readonly string[], labels: readonly number[] = names.map(() => 0)) =>
  imageFiles(
    "photos/val",
    ["a", "b"],
    names.map((name, index) => ({ path: at(name), label: labels[index] ?? 0 })),
  );
const { signal } = new AbortController();

async function warningsOf(data: DatasetSplits): Promise<string[]> {
  const warnings: string[] = [];
  await requireReadable(data, (message) => warnings.push(message), signal);
  return warnings;
}

test("one sound image in each class and part is enough, and drawn ones always are", async () => {
  const data = { train: photos(["page.jpg", "sound.png"]), val: photos(["sound.png", "gone.png"]) };
  expect(await warningsOf(data)).toEqual([]);
  expect(await warningsOf(syntheticData({ counts: [4, 2, 2] }))).toEqual([]);
});

test("a part without any is refused before training starts, with its name and a file", async () => {
  const data = { train: photos(["sound.png"]), val: photos(["dot.png", "page.jpg"]) };
  await expect(warningsOf(data)).rejects.toThrow(
    /^photos\/val: expected images that can be read, and all 2 are broken \(such as .*dot\.png: the image has 1 × 1 pixels/,
  );
  const aborted = AbortSignal.abort(new Error("enough"));
  await expect(requireReadable(data, () => undefined, aborted)).rejects.toThrow("enough");
});

test("a class to train on without any is refused, with its name, its count and the reason in words", async () => {
  const train = photos(["sound.png", "page.jpg", "pointer.jpg"], [0, 1, 1]);
  await expect(warningsOf({ train })).rejects.toThrow(
    /^photos\/val: expected images of every class that can be read, and all images are broken of b \(2\), such as .*page\.jpg: an HTML page; .*--without-classes b\.$/,
  );
});

test("a class of the held-out images without any is warned of", async () => {
  const data = { train: photos(["sound.png", "sound.png"], [0, 1]), val: photos(["sound.png", "pointer.jpg"], [0, 1]) };
  expect(await warningsOf(data)).toEqual([
    expect.stringMatching(
      /^photos\/val: all images are broken of b \(1\), such as .*pointer\.jpg: a Git LFS pointer; .*git lfs pull/,
    ),
  ]);
});

test("warns of a set whose images are all dim, as 14 bits stored in 16 are, and not of one such image", async () => {
  expect(await warningsOf({ train: photos(["dim.png", "dim.png"]) })).toEqual([
    expect.stringMatching(
      /^2 of 2 training images that were looked at are dim \(no sample above 63 of 255\), such as /,
    ),
  ]);
  expect(await warningsOf({ train: photos(["dim.png", "sound.png"]) })).toEqual([]);
});

test("warns of images that are nearly black or of one colour", async () => {
  const warnings = await warningsOf({ train: photos(["dark.png", "flat.png", "sound.png"]) });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^1 of 3 training images that were looked at is nearly black .*dark\.png: .*12 bits stored in 16/,
    ),
    expect.stringMatching(/^1 of 3 training images that were looked at is of one colour, such as .*flat\.png\.$/),
  ]);
});

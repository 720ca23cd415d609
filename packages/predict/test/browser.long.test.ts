/** Chromium decodes and prepares images as Node does, to the bit; the program for browsers is small. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { decodeFile } from "@tresnet/data";
import { noise } from "@tresnet/vitest";
import { bundleForBrowser, openChromium, serveFolder } from "@tresnet/vitest/browser";
import sharp, { type Sharp } from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Preprocessing, prepareImage } from "../src/index.ts";

declare const prepare: (address: string, preprocessing: Preprocessing) => Promise<number[]>;
declare const refuse: () => Promise<string>;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet predict "));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const [width, height] = [203, 149];

/** Waves with some noise: what photographs have, edges and flat parts. */
function picture(): Sharp {
  const grain = noise(width * height * 3, 11, -20, 20);
  const bytes = Uint8Array.from(grain, (value, index) => {
    const [x, y, channel] = [Math.floor(index / 3) % width, Math.floor(index / 3 / width), index % 3];
    return 128 + 90 * Math.sin(x / (9 + 4 * channel)) * Math.cos(y / 13) + value;
  });
  return sharp(bytes, { raw: { width, height, channels: 3 } });
}

const files: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  "color.png": (image) => image.png(),
  "grey.png": (image) => image.greyscale().png(),
  "palette.png": (image) => image.png({ palette: true }),
  "420.jpg": (image) => image.jpeg({ quality: 85, chromaSubsampling: "4:2:0" }),
  "444.jpg": (image) => image.jpeg({ quality: 85, chromaSubsampling: "4:4:4" }),
  "progressive.jpg": (image) => image.jpeg({ quality: 85, progressive: true }),
  "grey.jpg": (image) => image.greyscale().jpeg({ quality: 85 }),
  "turned.jpg": (image) => image.jpeg({ quality: 85 }).withMetadata({ orientation: 6 }),
  "photo.webp": (image) => image.webp({ quality: 85 }),
};

const base = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], imgSize: 64 } as const;
const preparations: readonly Preprocessing[] = [
  { ...base, cropMode: "center", cropPct: 0.875, interpolation: "bilinear" },
  { ...base, cropMode: "border", cropPct: 1, interpolation: "bicubic" },
];

test("nine kinds of file, prepared in Chromium and in Node: the same bits", async () => {
  const browser = await openChromium();
  const entry = fileURLToPath(new URL("browser/prepare.ts", import.meta.url));
  await bundleForBrowser(entry, path.join(folder, "prepare.js"));
  await writeFile(path.join(folder, "index.html"), '<!doctype html><script type="module" src="prepare.js"></script>');
  const server = await serveFolder(folder);
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    await page.waitForFunction(() => "prepare" in globalThis);
    for (const [name, encode] of Object.entries(files)) {
      const file = path.join(folder, name);
      await encode(picture()).toFile(file);
      for (const preprocessing of preparations) {
        const here = prepareImage(await decodeFile(file), preprocessing);
        const there = await page.evaluate(([address, how]) => prepare(address, how), [name, preprocessing] as const);
        const differing = there.filter((value, index) => value !== here[index]).length;
        expect([name, there.length, differing]).toEqual([name, here.length, 0]);
      }
    }
    expect(await page.evaluate(() => refuse())).toContain("expected an image that this browser can decode");
  } finally {
    await server.close();
    await browser.close();
  }
});

test("is at most 30 kB to download besides TensorFlow.js, without native code", async () => {
  const file = path.join(folder, "predict.js");
  const entry = fileURLToPath(new URL("../src/index.ts", import.meta.url));
  await bundleForBrowser(entry, file, ["@tensorflow/*"]);
  const program = await readFile(file);
  expect(gzipSync(program).length).toBeLessThan(30_000);
  expect(program.toString()).not.toMatch(/koffi|sharp|node:/);
});

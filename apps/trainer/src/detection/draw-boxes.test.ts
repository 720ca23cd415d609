import sharp from "sharp";
import { expect, test } from "vitest";
import { classColor, inkOn } from "./class-colors.ts";
import { drawBoxes } from "./draw-boxes.ts";

/** The picture as it would be written, one pixel as its four channels. */
async function pixelOf(svg: string, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (y * info.width + x) * info.channels;
  return [...data.subarray(at, at + 4)];
}

const size = { width: 120, height: 60 };

test("draws the outline in the colour of the class, and leaves the inside free", async () => {
  const svg = drawBoxes([{ box: [20, 10, 800, 500], label: 3 }], { width: 1200, height: 600 });
  const [red = 0, green = 0, blue = 0] = await pixelOf(svg, 50, 10);
  expect(`#${[red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join("")}`).toBe(classColor(3));
  expect(await pixelOf(svg, 50, 30)).toEqual([0, 0, 0, 0]);
});

test("a class's name is text, whatever characters it has", async () => {
  const svg = drawBoxes([{ box: [0, 0, 60, 30], label: 0, text: `<b>"a" & b\u0000\u0007</b> 木` }], size);
  expect(svg).toContain("&#60;b&#62;&#34;a&#34; &#38; b\\u0000\\u0007&#60;/b&#62; 木");
  // A stray control character would make it no XML, and the library would refuse it.
  await expect(sharp(Buffer.from(svg)).metadata()).resolves.toMatchObject(size);
});

test("a plate stays in the picture, above its box where there is room", () => {
  const plateOf = (box: [number, number, number, number]) => {
    const [, , plate = ""] = drawBoxes([{ box, label: 0, text: "a tree 87%" }], size).match(/<rect [^>]*>/g) ?? [];
    const read = (name: string) => Number(new RegExp(` ${name}="([^"]*)"`).exec(plate)?.[1]);
    return { left: read("x"), top: read("y"), right: read("x") + read("width"), bottom: read("y") + read("height") };
  };
  expect(plateOf([10, 30, 20, 40]).bottom).toBeCloseTo(30, 0);
  expect(plateOf([10, 2, 20, 40]).top).toBe(2);
  expect(plateOf([110, 50, 119, 59]).right).toBeLessThanOrEqual(size.width + 0.1);
  expect(plateOf([0, 58, 5, 60]).bottom).toBeLessThanOrEqual(size.height + 0.1);
});

test("colours differ between classes, and words are read on each", () => {
  const colors = Array.from({ length: 80 }, (_, label) => classColor(label));
  expect(new Set(colors).size).toBe(80);
  expect(colors.every((color) => /^#[0-9a-f]{6}$/.test(color))).toBe(true);
  expect([inkOn("#ffffff"), inkOn("#000000")]).toEqual(["#000000", "#ffffff"]);
});

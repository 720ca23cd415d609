import { fixturePath, goldenCases, readGolden, readGoldenJson } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import { readUint8Tensor } from "../../test/golden.ts";
import type { Pixels } from "../dataset/pixels.ts";
import { decodeFile } from "../decode/decode.ts";
import { random } from "../random.ts";
import { applyTrainTransform } from "./apply-transform.ts";
import { evalCrop } from "./eval-crop.ts";
import { type EvalTransform, evalTransform, type TrainTransform, trainTransform } from "./transform.ts";

describe("evalCrop", async () => {
  /** An image, how it was cropped, and to which size: what the tensors of preproc/expected.safetensors are named by. */
  type Case = readonly [file: string, number: number, mode: "center" | "squish", size: number];
  const listCases = async (): Promise<Case[]> => {
    const { images } = readGoldenJson<{ images: { file: string }[] }>("preproc", "preproc.json");
    const { names } = await readGolden(fixturePath("preproc", "expected.safetensors"));
    return names.map((name) => {
      const [, number = "", mode, size] = /^(\d+)\.(center|squish)(\d+)$/.exec(name) ?? [];
      const file = images[Number(number)]?.file ?? name;
      return [file, Number(number), mode === "squish" ? "squish" : "center", Number(size)];
    });
  };
  const fixtures = await goldenCases<Case>(listCases, ["no golden files", 0, "center", 224]);

  test.each(fixtures)("equals timm's transform of %s (image %d, %s, %d pixels)", async (file, number, mode, size) => {
    const transform: EvalTransform = evalTransform({ size, mode });
    const result = evalCrop(await decodeFile(fixturePath("preproc", file)), transform);
    const expected = readUint8Tensor(fixturePath("preproc", "expected.safetensors"), `${number}.${mode}${size}`);
    expect(expected.shape).toEqual([size, size, 3]);
    const rgb =
      result.channels === 3 ? result.data : Uint8Array.from(expected.data, (_, i) => result.data[(i / 3) | 0] ?? 0);
    expect(Buffer.compare(rgb, expected.data)).toBe(0);
  });

  test("takes images smaller and thinner than the crop", () => {
    const line = picture(1, 40);
    expect(evalCrop(line, evalTransform({ size: 16 })).data.length).toBe(16 * 16 * 3);
    expect(evalCrop(picture(1, 1), evalTransform({ size: 16 })).data.length).toBe(16 * 16 * 3);
  });
});

describe("applyTrainTransform", () => {
  const still: TrainTransform = trainTransform({
    size: 8,
    crop: { kind: "padded", padding: 0, border: "zero" },
    hflip: 0,
  });
  const image = picture(8, 8);
  const of = (changes: Partial<TrainTransform>, seed = 0, source: Pixels = image) =>
    applyTrainTransform(source, { ...still, ...changes }, random(seed));

  test.each(["center", "squish"] as const)("sees what evaluation sees where it is told so, %s", (mode) => {
    const wide = picture(20, 12);
    const crop = { kind: "evaluation", mode, cropPct: 0.8 } as const;
    const expected = evalCrop(wide, evalTransform({ size: 8, mode, cropPct: 0.8 }));
    expect(of({ crop }, 0, wide)).toEqual(expected);
    expect(of({ crop }, 1, wide)).toEqual(expected);
    expect(of({ crop, hflip: 1 }, 1, wide).data).not.toEqual(expected.data);
  });

  test("leaves an image of the right size alone when nothing is asked", () => {
    expect(of({}).data).toEqual(image.data);
  });

  test("never touches the source", () => {
    const before = image.data.slice();
    of({
      hflip: 1,
      colorJitter: { brightness: 1, contrast: 1, saturation: 1 },
      cutout: { probability: 1, fraction: 1, fill: "mean" },
    });
    of({ colorJitter: { brightness: 1, contrast: 1, saturation: 1 } });
    expect(image.data).toEqual(before);
  });

  test("flips left-right and upside-down", () => {
    const across = of({ hflip: 1 });
    const down = of({ vflip: 1 });
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) {
        expect(pixel(across, x, y)).toEqual(pixel(image, 7 - x, y));
        expect(pixel(down, x, y)).toEqual(pixel(image, x, 7 - y));
      }
    }
  });

  test("turns by each multiple of 90 degrees, and only by those", () => {
    const turned = { "0": 0, "90": 0, "180": 0, "270": 0 };
    for (let seed = 0; seed < 64; seed++) {
      const corner = pixel(of({ quarterTurns: true }, seed), 0, 0).join();
      // What stands in the upper left corner after a clockwise turn by so many degrees.
      if (corner === pixel(image, 0, 0).join()) turned["0"]++;
      else if (corner === pixel(image, 0, 7).join()) turned["90"]++;
      else if (corner === pixel(image, 7, 7).join()) turned["180"]++;
      else if (corner === pixel(image, 7, 0).join()) turned["270"]++;
    }
    expect(Object.values(turned).reduce((sum, count) => sum + count)).toBe(64);
    for (const count of Object.values(turned)) expect(count).toBeGreaterThan(5);
    const upperEdge = new Set(Array.from({ length: 8 }, (_, x) => pixel(image, x, 0).join()));
    for (let seed = 0; seed < 16; seed++) {
      // A turn keeps neighbours: the old upper edge is an edge again, not mirrored.
      const result = of({ quarterTurns: true }, seed);
      const edges = [
        (i: number) => pixel(result, i, 0),
        (i: number) => pixel(result, 7, i),
        (i: number) => pixel(result, 7 - i, 7),
        (i: number) => pixel(result, 0, 7 - i),
      ].map((edge) => Array.from({ length: 8 }, (_, i) => edge(i).join()));
      const original = Array.from({ length: 8 }, (_, x) => pixel(image, x, 0).join());
      expect(edges).toContainEqual(original);
      expect(upperEdge.size).toBe(8);
    }
  });

  test("crops with a mirrored border, the edge not repeated", () => {
    const offsets = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const cropped = of({ crop: { kind: "padded", padding: 2, border: "reflect" } }, seed);
      const [left, top] = findOffset(cropped, (x, y) => pixel(image, mirror(x), mirror(y)));
      offsets.add(`${left},${top}`);
    }
    expect(offsets.size).toBe(25);
  });

  test("crops with a black border", () => {
    for (let seed = 0; seed < 50; seed++) {
      const cropped = of({ crop: { kind: "padded", padding: 3, border: "zero" } }, seed);
      const inside = (v: number) => v >= 0 && v < 8;
      findOffset(cropped, (x, y) => (inside(x) && inside(y) ? pixel(image, x, y) : [0, 0, 0]), 3);
    }
  });

  test("brings other sizes to the right one before it pads", () => {
    expect(of({ crop: { kind: "padded", padding: 1, border: "reflect" } }, 0, picture(5, 31)).width).toBe(8);
  });

  test("cuts one hole of the asked size and colour", () => {
    const white = { ...image, data: new Uint8Array(image.data.length).fill(255) };
    let largest = 0;
    for (let seed = 0; seed < 50; seed++) {
      const cut = of({ cutout: { probability: 1, fraction: 0.5, fill: "mean" }, mean: [0.2, 0.4, 0.6] }, seed, white);
      const holes = Array.from({ length: 64 }, (_, i) => pixel(cut, i % 8, i >> 3)).filter(([r]) => r !== 255);
      expect(holes.every((color) => color.join() === "51,102,153")).toBe(true);
      expect(holes.length).toBeGreaterThanOrEqual(4);
      largest = Math.max(largest, holes.length);
    }
    expect(largest).toBe(16);
    expect(of({ cutout: { probability: 0, fraction: 0.5, fill: "random" } }).data).toEqual(image.data);
  });

  test("fills holes of grey images with colour too", () => {
    const grey: Pixels = { data: new Uint8Array(64).fill(7), width: 8, height: 8, channels: 1 };
    const cut = of({ cutout: { probability: 1, fraction: 0.5, fill: "random" } }, 1, grey);
    expect(cut.channels).toBe(3);
    expect(new Set(Array.from({ length: 64 }, (_, i) => pixel(cut, i % 8, i >> 3).join())).size).toBe(2);
  });

  test("changes brightness, contrast and saturation within their bounds", () => {
    const flat = { ...image, data: new Uint8Array(image.data.length).fill(100) };
    for (let seed = 0; seed < 50; seed++) {
      const [value = 0] = of({ colorJitter: { brightness: 0.4, contrast: 0, saturation: 0 } }, seed, flat).data;
      expect(value).toBeGreaterThanOrEqual(60);
      expect(value).toBeLessThanOrEqual(140);
      // Neither contrast nor saturation changes an even grey.
      expect(of({ colorJitter: { brightness: 0, contrast: 1, saturation: 1 } }, seed, flat).data).toEqual(flat.data);
    }
    const colored = { ...image, data: image.data.map((_, i) => [200, 100, 50][i % 3] ?? 0) };
    const luma = 0.299 * 200 + 0.587 * 100 + 0.114 * 50;
    const spread = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      const [r = 0, g = 0, b = 0] = of(
        { colorJitter: { brightness: 0, contrast: 0, saturation: 0.5 } },
        seed,
        colored,
      ).data;
      expect(0.299 * r + 0.587 * g + 0.114 * b).toBeCloseTo(luma, -0.3); // rounded to 8 bits, unclipped
      expect((r - luma) / (200 - luma)).toBeGreaterThan(0.48);
      expect((r - luma) / (200 - luma)).toBeLessThan(1.52);
      spread.add(r);
    }
    expect(spread.size).toBeGreaterThan(20);
  });

  test("draws crops with areas and ratios over the whole range", () => {
    const sizes = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      const cropped = of(
        { crop: { kind: "random-resized", scale: [0.08, 1], ratio: [3 / 4, 4 / 3] } },
        seed,
        picture(60, 90),
      );
      expect([cropped.width, cropped.height]).toEqual([8, 8]);
      sizes.add(cropped.data.reduce((sum, value) => sum + value, 0));
    }
    expect(sizes.size).toBeGreaterThan(15);
  });
});

/** Every pixel differs from every other. */
function picture(height: number, width: number): Pixels {
  const data = Uint8Array.from({ length: height * width * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return [10 + x * 13, 20 + y * 11, 30 + x * 7 + y * 3][i % 3] ?? 0;
  });
  return { data, width, height, channels: 3 };
}

function pixel({ data, width, channels }: Pixels, x: number, y: number): number[] {
  const at = (y * width + x) * channels;
  return [...data.subarray(at, at + channels)];
}

function mirror(position: number): number {
  if (position < 0) return -position;
  return position > 7 ? 14 - position : position;
}

/** The one shift by which the image equals the plane that `expected` describes. */
function findOffset(image: Pixels, expected: (x: number, y: number) => number[], padding = 2): [number, number] {
  for (let top = -padding; top <= padding; top++) {
    for (let left = -padding; left <= padding; left++) {
      const equal = Array.from({ length: 64 }, (_, i) => i).every(
        (i) => pixel(image, i % 8, i >> 3).join() === expected((i % 8) + left, (i >> 3) + top).join(),
      );
      if (equal) return [left, top];
    }
  }
  throw new Error("the image is no shift of the original");
}

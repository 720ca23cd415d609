import { describe, expect, test } from "vitest";
import { random } from "../random.ts";
import { defaultNearThreshold, nearDuplicates } from "./near-duplicates.ts";
import { differingBits, perceptualHash } from "./perceptual-hash.ts";

describe("perceptualHash", () => {
  test("counts differing bits", () => {
    expect([differingBits(0, 0), differingBits(0, 0xffffffff), differingBits(0b1011, 0b0010)]).toEqual([0, 32, 2]);
  });

  test("has half of its bits set, does not care for light, and is the opposite for a negative", () => {
    const draws = random(5);
    const grey = Uint8Array.from({ length: 32 * 32 }, (_, i) => 60 + 40 * Math.sin(i / 90) + draws.integer(60));
    const hash = perceptualHash(grey);
    const bits = differingBits(hash[0], 0) + differingBits(hash[1], 0);
    expect(bits).toBeGreaterThanOrEqual(30);
    expect(bits).toBeLessThanOrEqual(32);
    expect(perceptualHash(grey.map((value) => value + 40))).toEqual(hash);
    const negative = perceptualHash(grey.map((value) => 255 - value));
    expect(differingBits(hash[0], negative[0]) + differingBits(hash[1], negative[1])).toBeGreaterThanOrEqual(60);
  });
});

describe("nearDuplicates", () => {
  const draws = random(1);
  const sketch = Float32Array.from({ length: 256 }, () => 1 / 16);
  const other = Float32Array.from({ length: 256 }, (_, i) => (i % 2 ? 1 : -1) / 16);

  test("finds the same pairs as comparing every two would", async () => {
    const images = Array.from({ length: 300 }, () => ({
      hash: [draws.integer(2 ** 32), draws.integer(2 ** 32)] as const,
      sketch,
    }));
    // Every third of the first 90 gets a twin some bits away, wherever those bits are.
    for (let i = 0; i < 90; i += 3) {
      const flips = Array.from({ length: i % 10 }, () => draws.integer(64));
      const flip = (half: number) =>
        flips.filter((bit) => bit >> 5 === half).reduce((mask, bit) => mask ^ (1 << (bit & 31)), 0);
      const [high = 0, low = 0] = images[i]?.hash ?? [];
      images.push({ hash: [(high ^ flip(0)) >>> 0, (low ^ flip(1)) >>> 0], sketch });
    }
    const expected: number[][] = [];
    for (const [a, first] of images.entries()) {
      for (const [b, second] of images.entries()) {
        const bits = differingBits(first.hash[0], second.hash[0]) + differingBits(first.hash[1], second.hash[1]);
        if (a < b && bits <= defaultNearThreshold.hashBits) expected.push([a, b]);
      }
    }
    expect(expected.length).toBeGreaterThan(15);
    expect(await nearDuplicates(images, defaultNearThreshold)).toEqual(expected);
  });

  test("wants the sketches to agree too, joins chains, and leaves out images without a sketch", async () => {
    const hash = [1, 2] as const;
    const images = [
      { hash, sketch },
      { hash, sketch: other },
      { hash, sketch: undefined },
      undefined,
      { hash, sketch },
    ];
    expect(await nearDuplicates(images, defaultNearThreshold)).toEqual([[0, 4]]);
    const chain = [0, 0b111, 0b111111, 0b111111111].map((low) => ({ hash: [0, low] as const, sketch }));
    expect(await nearDuplicates(chain, { hashBits: 3, correlation: 0.98 })).toEqual([[0, 1, 2, 3]]);
    await expect(nearDuplicates(chain, defaultNearThreshold, AbortSignal.abort(new Error("enough")))).rejects.toThrow(
      "enough",
    );
  });
});

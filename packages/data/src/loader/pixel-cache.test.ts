import { describe, expect, test } from "vitest";
import { PixelCache } from "./pixel-cache.ts";

const pixels = (bytes: number) => ({ data: new Uint8Array(bytes), width: bytes, height: 1, channels: 1 as const });

describe("PixelCache", () => {
  test("keeps what fits when it is on", () => {
    const cache = new PixelCache({ mode: true, limitBytes: 25, length: 100 });
    for (const index of [7, 3, 9]) cache.offer(index, pixels(10));
    expect([7, 3, 9].map((index) => cache.get(index)?.width)).toEqual([10, 10, undefined]);
    expect(cache.isOpen).toBe(false);
    expect(cache.sizeBytes).toBe(20);
  });

  test("keeps all or nothing when it decides itself", () => {
    const roomy = new PixelCache({ mode: "auto", limitBytes: 1000, length: 100 });
    const tight = new PixelCache({ mode: "auto", limitBytes: 999, length: 100 });
    for (let index = 0; index < 100; index++) {
      roomy.offer(index, pixels(10));
      tight.offer(index, pixels(10));
    }
    expect(roomy.sizeBytes).toBe(1000);
    expect([tight.sizeBytes, tight.isOpen, tight.get(0)]).toEqual([0, false, undefined]);
  });

  test("is not put off by one large image", () => {
    const cache = new PixelCache({ mode: "auto", limitBytes: 1000, length: 100 });
    cache.offer(0, pixels(50));
    for (let index = 1; index < 100; index++) cache.offer(index, pixels(5));
    expect(cache.sizeBytes).toBe(50 + 99 * 5);
  });

  test("shares what room is left among the batches on their way", () => {
    const cache = new PixelCache({ mode: true, limitBytes: 100, length: 100, batches: 3 });
    expect(cache.roomForBatch).toBe(33);
    cache.offer(0, pixels(40));
    expect(cache.roomForBatch).toBe(20);
    cache.clear();
    expect(cache.roomForBatch).toBe(0);
  });

  test("counts an image once", () => {
    const cache = new PixelCache({ mode: true, limitBytes: 100, length: 3 });
    cache.offer(1, pixels(10));
    cache.offer(1, pixels(10));
    expect(cache.sizeBytes).toBe(10);
  });

  test("keeps nothing when it is off", () => {
    const cache = new PixelCache({ mode: false, limitBytes: 100, length: 3 });
    cache.offer(1, pixels(10));
    expect([cache.isOpen, cache.get(1)]).toEqual([false, undefined]);
  });
});

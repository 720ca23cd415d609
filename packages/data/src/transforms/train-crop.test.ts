import { describe, expect, test } from "vitest";
import { random } from "../random.ts";
import { randomPart } from "./train-crop.ts";

describe("randomPart", () => {
  const [width, height] = [100, 80];

  test("keeps to the areas, the ratios and the image", () => {
    const parts = Array.from({ length: 500 }, (_, seed) =>
      randomPart({ width, height }, [0.1, 0.9], [0.5, 2], random(seed)),
    );
    for (const part of parts) {
      expect(part.x >= 0 && part.y >= 0 && part.x + part.width <= width && part.y + part.height <= height).toBe(true);
      const area = (part.width * part.height) / (width * height);
      expect(area > 0.08 && area < 0.92).toBe(true); // sides are rounded
      expect(part.width / part.height > 0.47 && part.width / part.height < 2.13).toBe(true);
    }
    const areas = parts.map((part) => (part.width * part.height) / (width * height));
    expect(Math.min(...areas)).toBeLessThan(0.15);
    expect(Math.max(...areas)).toBeGreaterThan(0.75);
    expect(parts.some(({ x }) => x === 0) && parts.some(({ x, width: w }) => x + w === width)).toBe(true);
  });

  test("takes the largest part in the middle of an image that no ratio fits", () => {
    expect(randomPart({ width: 200, height: 10 }, [1, 1], [3 / 4, 4 / 3], random(0))).toEqual({
      x: 93,
      y: 0,
      width: 13,
      height: 10,
    });
    expect(randomPart({ width: 10, height: 200 }, [1, 1], [3 / 4, 4 / 3], random(0))).toEqual({
      x: 0,
      y: 93,
      width: 10,
      height: 13,
    });
    expect(randomPart({ width: 1, height: 1 }, [0.1, 0.1], [1, 1], random(0))).toEqual({
      x: 0,
      y: 0,
      width: 1,
      height: 1,
    });
  });
});

import { expect, test } from "vitest";
import { dequantizeKernel, quantizationOf, quantizeKernel } from "./quantization.ts";
import { calibrationMethods, type Histogram } from "./span-of.ts";

test("bytes reach from the least to the greatest, and one of them is 0", () => {
  expect(quantizationOf({ min: 0, max: 2.55 })).toEqual({ scale: Math.fround(0.01), zeroPoint: 0 });
  expect(quantizationOf({ min: -1.28, max: 1.27 })).toEqual({ scale: Math.fround(0.01), zeroPoint: 128 });
  expect(quantizationOf({ min: -2.55, max: -1 })).toEqual({ scale: Math.fround(0.01), zeroPoint: 255 });
  expect(quantizationOf({ min: 0, max: 0 }).scale).toBeGreaterThan(0);
});

test("each output channel of a kernel has a scale of its own", () => {
  const values = Float32Array.of(1, 100, -0.5, 50, 0.25, -25); // [3, 2]
  const quantized = quantizeKernel({ shape: [3, 2], values });
  expect([...quantized.scales]).toEqual([Math.fround(1 / 127), Math.fround(100 / 127)]);
  expect([...quantized.values]).toEqual([127, 127, -64, 64, 32, -32]);
  const back = dequantizeKernel(quantized);
  expect(back.shape).toEqual([3, 2]);
  for (const [index, value] of back.values.entries()) {
    expect(Math.abs(value - (values[index] ?? 0))).toBeLessThanOrEqual((quantized.scales[index % 2] ?? 0) / 2 + 1e-6);
  }
});

/** Numbers of a bell around 0 that lie between -4 and 4, and one alone at 100. */
function withOutlier(): Histogram {
  const counts = new Float64Array(2048);
  const [min, max] = [-4, 100];
  const width = (max - min) / counts.length;
  for (let bin = 0; min + bin * width < 4; bin += 1)
    counts[bin] = Math.round(1e6 * Math.exp(-((min + bin * width) ** 2)));
  counts[counts.length - 1] = 1;
  return { min, max, counts };
}

test("min-max takes all that was seen, percentile leaves the one out that lies alone, entropy does not widen", () => {
  const histogram = withOutlier();
  expect(calibrationMethods["min-max"](histogram)).toEqual({ min: -4, max: 100 });
  const { min, max } = calibrationMethods.percentile(histogram);
  expect(max).toBeLessThan(4);
  expect(max).toBeGreaterThan(2);
  expect(min).toBeGreaterThan(-4);
  expect(min).toBeLessThan(-2);
  const chosen = calibrationMethods.entropy(histogram);
  expect(chosen.max).toBeLessThan(50);
  expect(chosen.max).toBeGreaterThan(2);
  expect(chosen.min).toBeGreaterThanOrEqual(-4);
});

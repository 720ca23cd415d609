import { expect, test } from "vitest";
import { winogradPaysOff } from "./pays-off.ts";

// The shapes of TResNet-M at 224 pixels, and where Winograd's filtering was measured to be faster.
test.each([
  [16, 56, 64, 64, { float32: false, bfloat16: false }],
  [16, 56, 64, 128, { float32: true, bfloat16: false }],
  [16, 28, 128, 128, { float32: true, bfloat16: false }],
  [16, 28, 256, 256, { float32: true, bfloat16: true }],
  [16, 14, 256, 256, { float32: true, bfloat16: true }],
  [16, 7, 512, 512, { float32: true, bfloat16: true }],
  [1, 7, 512, 512, { float32: false, bfloat16: false }], // all of the time goes into the kernel
  [16, 5, 256, 256, { float32: false, bfloat16: false }], // most of the tiles are zeros
  [64, 32, 3, 32, { float32: false, bfloat16: false }],
] as const)("batch %i, maps of %i, %i → %i channels", (n, size, channels, filters, expected) => {
  const shape = { maps: [n, size, size], channels, filters } as const;
  expect(winogradPaysOff(shape, "float32")).toBe(expected.float32);
  expect(winogradPaysOff(shape, "bfloat16")).toBe(expected.bfloat16);
});

test.each([
  [8, 7, 512, 512, true], // not worth transforming the kernel at every call
  [4, 14, 256, 256, true],
  [1, 14, 256, 256, false], // the kernel is read for four tiles each way
  [1, 7, 512, 512, false], // for two
  [8, 56, 64, 64, false],
])(
  "batch %i, maps of %i, %i → %i channels with a kernel that stays the same",
  (n, size, channels, filters, expected) => {
    const shape = { maps: [n, size, size], channels, filters } as const;
    expect(winogradPaysOff(shape, "float32", { isKernelFixed: true })).toBe(expected);
  },
);

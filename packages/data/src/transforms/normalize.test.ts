import { expect, test } from "vitest";
import { allocate, pixelMemory } from "../wasm/pixel-module.ts";
import { normalizationTable } from "./normalization-table.ts";
import { normalizeInto } from "./normalize.ts";

test("normalizes each channel by its own mean and std, to float32", () => {
  const table = normalizationTable([0.1, 0.2, 0.3], [0.5, 0.25, 0.2]);
  const target = new Float32Array(6);
  normalizeInto({ data: Uint8Array.of(0, 51, 255, 255, 0, 51), width: 2, height: 1, channels: 3 }, table, target);
  expect([...target]).toEqual([-0.2, 0, 3.5, 1.8, -0.8, -0.5].map((value) => expect.closeTo(value, 6)));
});

test("divides by 255 and no more where mean is 0 and std 1", () => {
  const target = new Float32Array(256 * 3);
  const data = Uint8Array.from({ length: 256 }, (_, value) => value);
  normalizeInto({ data, width: 256, height: 1, channels: 1 }, normalizationTable([0, 0, 0], [1, 1, 1]), target);
  for (let i = 0; i < target.length; i++) expect(target[i]).toBe(Math.fround(Math.floor(i / 3) / 255));
});

test.each([
  [0, 11],
  [1, 11],
  [4, 8],
  [2, 3],
  [0, 1],
])("gives each value its channel's, wherever the pixels lie (byte %d, %d pixels)", (offset, pixels) => {
  const table = normalizationTable([0.1, 0.2, 0.3], [0.5, 0.25, 0.2]);
  const block = Uint8Array.from({ length: offset + 3 * pixels }, (_, i) => (i * 89) % 256);
  const data = block.subarray(offset);
  const target = new Float32Array(3 * pixels);
  normalizeInto({ data, width: pixels, height: 1, channels: 3 }, table, target);
  expect([...target]).toEqual([...data].map((value, i) => table[(i % 3) * 256 + value]));
});

test.each([1, 2047, 2048, 5000])("gives the same where the pixels lie in WebAssembly's memory: %d pixels", (pixels) => {
  const table = normalizationTable([0.1, 0.2, 0.3], [0.5, 0.25, 0.2]);
  const data = Uint8Array.from({ length: 3 * pixels }, (_, i) => (i * 89) % 256);
  const [expected, target] = [new Float32Array(3 * pixels), new Float32Array(3 * pixels)];
  normalizeInto({ data, width: pixels, height: 1, channels: 3 }, table, expected);
  const { data: address } = allocate({ data: data.length });
  const inMemory = new Uint8Array(pixelMemory.buffer, address, data.length);
  inMemory.set(data);
  normalizeInto({ data: inMemory, width: pixels, height: 1, channels: 3 }, table, target);
  expect(target).toEqual(expected);
});

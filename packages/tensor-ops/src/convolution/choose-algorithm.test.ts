import { expect, test } from "vitest";
import { chooseAlgorithm } from "./choose-algorithm.ts";
import { directAlgorithm } from "./direct-algorithm.ts";
import { shiftedCopiesAlgorithm } from "./shifted-copies-algorithm.ts";
import type { TraceConditions } from "./trace-conditions.ts";

const cpu: TraceConditions = { device: "cpu", precision: "float32", freezing: false };
const many = { x: [16, 28, 28, 256], kernel: [3, 3, 256, 256] } as const;
const few = { x: [2, 28, 28, 3], kernel: [3, 3, 3, 8] } as const;
const small = { x: [16, 7, 7, 24], kernel: [5, 5, 24, 40] } as const;

type Four = readonly [number, number, number, number];

function choose({ x, kernel }: { readonly x: Four; readonly kernel: Four }, conditions: TraceConditions) {
  return chooseAlgorithm([...x], [...kernel], conditions);
}

test("takes TensorFlow's own convolution on a GPU, and where no engine runs", () => {
  for (const device of ["gpu", undefined] as const) {
    expect(choose(many, { ...cpu, device })).toBe(directAlgorithm);
    expect(choose(small, { ...cpu, device })).toBe(directAlgorithm);
  }
});

test("takes TensorFlow's own convolution for few channels on large maps", () => {
  expect(choose(few, cpu)).toBe(directAlgorithm);
  expect(choose(few, { ...cpu, precision: "bfloat16" })).toBe(directAlgorithm);
});

test("takes the gradient of the kernel from shifted copies on small maps", () => {
  expect(choose(small, cpu)).toBe(shiftedCopiesAlgorithm);
});

test("takes Winograd's filtering for many channels: all of it in float32, in bfloat16 the kernel's gradient only", () => {
  const { convolve, gradients } = choose(many, cpu);
  expect(convolve).not.toBe(directAlgorithm.convolve);
  expect(gradients).not.toBe(directAlgorithm.gradients);
  const reduced = choose(many, { ...cpu, precision: "bfloat16" });
  expect(reduced.convolve).toBe(directAlgorithm.convolve);
  expect(reduced.gradients).not.toBe(directAlgorithm.gradients);
});

test("takes Winograd's filtering sooner where the kernel is transformed once, in a frozen function", () => {
  const deep = { x: [8, 7, 7, 512], kernel: [3, 3, 512, 512] } as const;
  expect(choose(deep, cpu)).toBe(shiftedCopiesAlgorithm);
  expect(choose(deep, { ...cpu, freezing: true }).convolve).not.toBe(directAlgorithm.convolve);
});

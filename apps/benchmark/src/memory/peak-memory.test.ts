import { expect, test } from "vitest";
import { isOutOfMemory } from "./peak-memory.ts";

test.each([
  "pytorch-float32: its process ended with SIGKILL during `steps`.",
  "traced-float32: OOM when allocating tensor with shape[8192,112,112,64]",
  "pytorch-float32: RuntimeError: DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes.",
  "pytorch-float32: RuntimeError: [enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes. Error code 12 (Cannot allocate memory)",
  "traced-float32: RangeError: Array buffer allocation failed",
])("knows a lack of memory by the words: %s", (message) => {
  expect(isOutOfMemory(new Error(message))).toBe(true);
});

test("takes nothing else for it", () => {
  expect(isOutOfMemory(new Error("traced-float32: expected a multiple of 4"))).toBe(false);
  expect(isOutOfMemory("SIGKILL")).toBe(false);
});

import { expect, test } from "vitest";
import { isOutOfMemory } from "./peak-memory.ts";

test.each([
  "pytorch-float32: its process ended with SIGKILL during `steps`.",
  "traced-float32: OOM when allocating tensor with shape[8192,112,112,64]",
  "pytorch-float32: RuntimeError: DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes.",
])("knows a lack of memory by the words: %s", (message) => {
  expect(isOutOfMemory(new Error(message))).toBe(true);
});

test("takes nothing else for it", () => {
  expect(isOutOfMemory(new Error("traced-float32: expected a multiple of 4"))).toBe(false);
  expect(isOutOfMemory("SIGKILL")).toBe(false);
});

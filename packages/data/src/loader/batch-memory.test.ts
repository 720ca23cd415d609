import { expect, test } from "vitest";
import { BatchMemory } from "./batch-memory.ts";

test("lends as much as it was given, in pieces of the same size", () => {
  const memory = new BatchMemory(3);
  expect(memory.take(8)).toBeUndefined();
  const given = new ArrayBuffer(8);
  memory.giveBack(given);
  expect(given.byteLength).toBe(0);
  memory.giveBack(given); // once more changes nothing
  expect(memory.take(9)).toBeUndefined();
  const lent = memory.take(8);
  expect(lent?.byteLength).toBe(8);
  expect(memory.take(8)).toBeUndefined();
});

test("lends again what comes back, once", () => {
  const memory = new BatchMemory(3);
  memory.giveBack(new ArrayBuffer(8));
  const lent = memory.take(8) ?? new SharedArrayBuffer(1);
  memory.giveBack(lent);
  memory.giveBack(lent);
  expect(memory.take(8)).toBe(lent);
  expect(memory.take(8)).toBeUndefined();
  memory.giveBack(new SharedArrayBuffer(8)); // never lent
  expect(memory.take(8)).toBeUndefined();
});

test("makes no more pieces than it may", () => {
  const memory = new BatchMemory(2);
  for (let i = 0; i < 5; i++) memory.giveBack(new ArrayBuffer(8));
  expect([memory.take(8), memory.take(8), memory.take(8)].map((piece) => piece?.byteLength)).toEqual([8, 8, undefined]);
});

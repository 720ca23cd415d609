import { expect, test } from "vitest";
import { type BorrowedPixels, ownPixels, type Pixels } from "./pixels.ts";

const shape = { width: 2, height: 1, channels: 1 } as const;

test("a copy of borrowed pixels stays when their memory is written to, and owned ones are not copied", () => {
  const memory = Uint8Array.of(1, 2);
  const borrowed: BorrowedPixels = { data: memory, ...shape, isBorrowed: true };
  // @ts-expect-error borrowed pixels can't be put where somebody keeps them
  const kept: Pixels = borrowed;
  const own = ownPixels(borrowed);
  memory.fill(9);
  expect(own).toEqual({ data: Uint8Array.of(1, 2), ...shape });
  expect(kept.data).toEqual(Uint8Array.of(9, 9));
  expect(ownPixels(own)).toBe(own);
});

import { expect, test } from "vitest";
import { random } from "../../random.ts";
import { balancedOrder, repeatsOf } from "./balanced-order.ts";

/** How often each value comes. */
function counts(values: Iterable<number>): Map<number, number> {
  const found = new Map<number, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

const labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 7, 7, 7]; // 8, 3 and 3 images

test("every class has its share of the epoch, to within one place", () => {
  const order = balancedOrder(labels, random(3));
  expect(order.length).toBe(14);
  const shares = counts(Array.from(order, (index) => labels[index] ?? -1));
  expect([...shares.values()].sort()).toEqual([4, 5, 5]);
});

test("a small class repeats evenly, a large one shows no image twice", () => {
  const seen = counts(balancedOrder(labels, random(4)));
  for (const [index, times] of seen) expect(times).toBeLessThanOrEqual(index < 8 ? 1 : 2);
  for (let index = 8; index < 14; index++) expect(seen.get(index)).toBeGreaterThanOrEqual(1);
});

test("is the stream's alone", () => {
  expect(balancedOrder(labels, random(5))).toEqual(balancedOrder(labels, random(5)));
  expect(balancedOrder(labels, random(5))).not.toEqual(balancedOrder(labels, random(6)));
});

test("every place knows how often its image came before", () => {
  expect([...repeatsOf(Uint32Array.of(3, 5, 3, 3, 9, 5))]).toEqual([0, 0, 1, 2, 0, 1]);
});

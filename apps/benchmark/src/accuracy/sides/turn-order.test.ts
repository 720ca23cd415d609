import { expect, test } from "vitest";
import { turnOrder } from "./turn-order.ts";

test("lets the side that was last begin the next epoch", () => {
  expect([1, 2, 3, 4].map((epoch) => turnOrder(["A", "B"], epoch).join(""))).toEqual(["AB", "BA", "AB", "BA"]);
  expect([1, 2].map((epoch) => turnOrder(["A", "B", "C"], epoch).join(""))).toEqual(["ABC", "CBA"]);
});

import { expect, test } from "vitest";
import { allOf, anyOf, perRow } from "./row-words.ts";

test("names are listed as in a sentence", () => {
  expect([anyOf(["ce"]), anyOf(["bce", "focal", "asl"])]).toEqual(["ce", "asl, bce or focal"]);
  expect([allOf(["ce"]), allOf(["sgd", "momentum"]), allOf(["c", "a", "b"])]).toEqual([
    "ce",
    "sgd and momentum",
    "c, a and b",
  ]);
});

test("rows with the same are named together, in the order of the table", () => {
  const rates = { sgd: 0.1, adamw: 0.001, momentum: 0.1 } as const;
  expect(perRow(["sgd", "adamw", "momentum"], (name) => String(rates[name]))).toBe(
    "0.1 for sgd and momentum, 0.001 for adamw",
  );
});

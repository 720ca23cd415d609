import { expect, test } from "vitest";
import { suggestion } from "./suggestion.ts";

const schedules = ["cosine", "onecycle", "constant"];

test("names the word that is close", () => {
  expect(suggestion("cosin", schedules)).toBe(' Did you mean "cosine"?');
  expect(suggestion("ONECYCLE", schedules)).toBe(' Did you mean "onecycle"?');
});

test("is silent when nothing is close", () => {
  expect(suggestion("polynomial", schedules)).toBe("");
  expect(suggestion("x", [])).toBe("");
});

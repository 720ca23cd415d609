import { expect, test } from "vitest";
import { inClassOrder } from "./class-order.ts";

test.each([
  [
    ["10", "2", "1", "20"],
    ["1", "2", "10", "20"],
    ["1", "10", "2", "20"],
  ],
  [
    ["b", "A", "a1", "C"],
    ["A", "a1", "b", "C"],
    ["A", "C", "a1", "b"],
  ],
  [
    ["img12", "img2", "img2b", "im"],
    ["im", "img2", "img2b", "img12"],
    ["im", "img12", "img2", "img2b"],
  ],
  [
    ["007", "6", "8"],
    ["6", "007", "8"],
    ["007", "6", "8"],
  ],
  [
    ["2.10", "2.9", "2"],
    ["2", "2.9", "2.10"],
    ["2", "2.10", "2.9"],
  ],
  [
    ["\u{1F431}", "\uFF21"],
    ["\uFF21", "\u{1F431}"],
    ["\uFF21", "\u{1F431}"],
  ],
  [
    ["12345678901234567891", "12345678901234567890"],
    ["12345678901234567890", "12345678901234567891"],
    ["12345678901234567890", "12345678901234567891"],
  ],
])("%j as timm and as torchvision sort it", (names, natural, codepoint) => {
  expect(inClassOrder(names, "natural")).toEqual(natural);
  expect(inClassOrder(names, "codepoint")).toEqual(codepoint);
});

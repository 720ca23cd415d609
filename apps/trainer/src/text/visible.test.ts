import { expect, test } from "vitest";
import { visible, visibleLines } from "./visible.ts";

test.each([
  ["cat", "cat"],
  ["größe 猫 👨‍👩‍👧", "größe 猫 👨‍👩‍👧"],
  ["\u001b[31mred\u001b[0m", "\\u001b[31mred\\u001b[0m"],
  ["a\nb\r\tc", "a\\nb\\r\\tc"],
  ["gpj.\u202efdp", "gpj.\\u202efdp"],
  ["\u009b2J\u007f\u200b", "\\u009b2J\\u007f\\u200b"],
])("%j is shown as %s", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("the ends of lines stay where several are shown", () => {
  expect(visibleLines("a\u0007\nb")).toBe("a\\u0007\nb");
});

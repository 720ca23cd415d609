import { expect, test } from "vitest";
import { shellWord } from "./shell-word.ts";

test.each([
  ["folder:photos/a-b_c.1", "folder:photos/a-b_c.1"],
  ["0.08,1", "0.08,1"],
  ["my photos", "'my photos'"],
  ["cat's", "'cat'\\''s'"],
  ["$HOME", "'$HOME'"],
  ["*.png", "'*.png'"],
  ["", "''"],
])("%s becomes %s", (text, word) => {
  expect(shellWord(text)).toBe(word);
});

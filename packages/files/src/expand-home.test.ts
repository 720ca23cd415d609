import { homedir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { expandHome } from "./expand-home.ts";

test("puts the user's home in place of a leading tilde, and of no other", () => {
  expect(expandHome("~")).toBe(homedir());
  expect(expandHome("~/photos")).toBe(path.join(homedir(), "photos"));
  expect(expandHome("~ada/photos")).toBe("~ada/photos");
  expect(expandHome("/photos/~/a")).toBe("/photos/~/a");
});

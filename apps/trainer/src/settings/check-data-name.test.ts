import { homedir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { checkDataName } from "./check-data-name.ts";

test.each(["synthetic", "solar-cells", "solar-cells:/data", "cifar10:/a.tar.gz", "folder:/a:b"])(
  "%s is a name of data",
  (name) => {
    expect(checkDataName(name)).toBe(name);
  },
);

test("a path is made full", () => {
  expect(checkDataName("folder:photos")).toBe(`folder:${path.resolve("photos")}`);
  expect(checkDataName("folder:~/photos")).toBe(`folder:${path.join(homedir(), "photos")}`);
});

test.each([
  ["synthetik", 'got "synthetik". Did you mean "synthetic"?'],
  ["cifar:photos", 'Did you mean "cifar10"?'],
  ["./photos", 'Did you mean "folder:./photos"?'],
  ["", 'got "".'],
])("%j is none", (name, message) => {
  expect(() => checkDataName(name)).toThrow(message);
});

import { expect, test } from "vitest";
import { instanceKey } from "./instance-key.ts";

test("is the FNV-1a hash in 31 bits", () => {
  expect(instanceKey("")).toBe(0x811c9dc5 & 0x7fffffff);
  expect(instanceKey("foobar")).toBe(0xbf9cf968 & 0x7fffffff); // the test vector of Fowler, Noll and Vo
});

test("is the same for the same text, and refuses another text with the same number", () => {
  expect(instanceKey("foobar")).toBe(instanceKey("foobar"));
  const key = instanceKey("costarring");
  expect(() => instanceKey("liquid")).toThrow('"liquid" and "costarring" have the same number'); // a known collision
  expect(key).toBe(0x5e4daa9d);
});

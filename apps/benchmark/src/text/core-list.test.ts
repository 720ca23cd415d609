import { expect, test } from "vitest";
import { coresOf } from "./core-list.ts";

test("lists single cores and ranges", () => {
  expect(coresOf("0")).toEqual([0]);
  expect(coresOf("0,2-4, 7")).toEqual([0, 2, 3, 4, 7]);
});

test.each(["", "a", "1,", "3-2", "0,0", "0-2,1", "-1"])("refuses %j", (list) => {
  expect(() => coresOf(list)).toThrow(/Expected cores such as 0,1 or 0-3/);
});

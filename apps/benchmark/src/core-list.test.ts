import { expect, test } from "vitest";
import { countCores } from "./core-list.ts";

test("counts single cores and ranges", () => {
  expect(countCores("0")).toBe(1);
  expect(countCores("0,2-4, 7")).toBe(5);
});

test.each(["", "a", "1,", "3-2", "0,0", "0-2,1", "-1"])("refuses %j", (list) => {
  expect(() => countCores(list)).toThrow(/Expected cores such as 0,1 or 0-3/);
});

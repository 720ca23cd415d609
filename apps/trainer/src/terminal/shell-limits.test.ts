import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { limitAdvice, limitProblem } from "./shell-limits.ts";

const limits = (files: string, addresses: string) =>
  `Limit                     Soft Limit           Hard Limit           Units
Max address space         ${addresses.padEnd(21)}unlimited            bytes
Max open files            ${files.padEnd(21)}1048576              files
`;

test.each([
  ["1024", "unlimited", undefined],
  ["unlimited", "unlimited", undefined],
  ["100", "unlimited", /^ulimit -n: expected at least 256 open files, .*got 100\. Run "ulimit -n 4096"/],
  [
    "1024",
    "6144000000",
    /^ulimit -v: expected no limit on addresses, .*got one of 6\.1 GB\. Run "ulimit -v unlimited"/,
  ],
])("of %s open files and %s bytes of addresses", (files, addresses, problem) => {
  if (problem === undefined) expect(limitProblem(limits(files, addresses))).toBeUndefined();
  else expect(limitProblem(limits(files, addresses))).toMatch(problem);
});

test("a failure that comes from a limit says so, and no other", () => {
  const few = limits("300", "42949672960");
  expect(limitAdvice("EMFILE: too many open files, open 'a.jpg'", few)).toMatch(/may open 300 files \(ulimit -n\)/);
  expect(limitAdvice("a decode worker failed: Out of memory: Cannot allocate", few)).toMatch(
    /have 42\.9 GB of addresses/,
  );
  expect(limitAdvice("Out of memory", limits("300", "unlimited"))).toBe("");
  expect(limitAdvice("a.jpg: no image", few)).toBe("");
});

test("where the system tells no limits there is no problem", () => {
  expect(limitProblem("")).toBeUndefined();
});

test.runIf(process.platform === "linux")("reads what the shell sets", () => {
  const said = execFileSync("sh", ["-c", "ulimit -n 100; cat /proc/self/limits"], { encoding: "utf8" });
  expect(limitProblem(said)).toContain("got 100");
  expect(readFileSync("/proc/self/limits", "utf8")).toContain("Max open files");
});

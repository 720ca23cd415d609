import { expect, test } from "vitest";
import { countsLine, countsOfRun, notRunOf, sum } from "../counts.mjs";

const file = (status: string, tests: number) => ({ status, assertionResults: new Array(tests).fill({}) });

test("takes vitest's own counts", () => {
  const report = { numPassedTests: 7, numFailedTests: 2, testResults: [file("passed", 7), file("failed", 2)] };
  expect(countsOfRun(report, 1)).toEqual({ passed: 7, failed: 2 });
});

test("counts a file that broke before its first test as one failure", () => {
  const report = { numPassedTests: 7, numFailedTests: 0, testResults: [file("passed", 7), file("failed", 0)] };
  expect(countsOfRun(report, 1)).toEqual({ passed: 7, failed: 1 });
});

test("never calls a run that ended badly a success", () => {
  expect(countsOfRun({ numPassedTests: 7, numFailedTests: 0, testResults: [] }, 1)).toEqual({ passed: 7, failed: 1 });
  expect(countsOfRun(undefined, 139)).toEqual({ passed: 0, failed: 1 });
});

test("names the files with tests that were not run", () => {
  const results = (...statuses: string[]) => statuses.map((status) => ({ status }));
  const testResults = [
    { name: "a.test.ts", status: "passed", assertionResults: results("passed", "skipped", "pending") },
    { name: "b.test.ts", status: "failed", assertionResults: results("passed", "failed") },
  ];
  const report = { numPassedTests: 2, numFailedTests: 1, testResults };
  expect(notRunOf(report)).toEqual([{ file: "a.test.ts", tests: 2 }]);
  expect(countsOfRun(report, 1)).toEqual({ passed: 2, failed: 1 });
  expect(notRunOf(undefined)).toEqual([]);
});

test("adds up and prints the line", () => {
  expect(
    countsLine(
      sum([
        { passed: 3, failed: 0 },
        { passed: 4, failed: 1 },
      ]),
    ),
  ).toBe("7 passed, 1 failed");
});

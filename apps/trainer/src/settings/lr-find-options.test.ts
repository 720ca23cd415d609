import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { addOptions } from "../options/add-options.ts";
import { clusterOptions } from "./cluster/cluster-options.ts";
import { lrFindSections, lrTestOptions } from "./lr-find-options.ts";
import { trainTable } from "./train-options.ts";

describe("the options of lr-find", () => {
  test("are fastai's where nothing is given", () => {
    expect(lrTestOptions({ source: "command line", values: {} })).toEqual({ startLr: 1e-7, endLr: 10, numIt: 100 });
  });

  test("are those of a training but for the rate that is looked for", () => {
    const { Test: added, ...sections } = lrFindSections;
    const keys = Object.values(sections).flatMap((section) => Object.keys(section));
    expect(keys.toSorted()).toEqual(
      Object.keys(trainTable.shape)
        .filter((key) => key !== "lr" && !(key in clusterOptions)) // a test runs in one process
        .toSorted(),
    );
    expect(Object.keys(added)).toEqual(["startLr", "endLr", "numIt"]);
    const help = addOptions(new Command("lr-find"), lrFindSections).helpInformation();
    for (const flag of ["--start-lr <x>", "--num-it <n>", "--freeze <", "--mixup <x>", "--experiment <name>"]) {
      expect(help).toContain(flag);
    }
    expect(help).not.toContain("--lr <");
  });

  test.each([
    [{ startLr: 0 }, /^--start-lr: expected a number from 1e-12 to 1000, got 0\.$/],
    [{ endLr: "high" }, /^--end-lr: expected a number from .*, got "high"\.$/],
    [{ numIt: 9 }, /^--num-it: expected a whole number from 10 to 100000, got 9\.$/],
    [{ startLr: 0.1, endLr: 0.1 }, /^--end-lr: expected more than --start-lr, 0\.1, got 0\.1\.$/],
    [{ numItt: 20 }, /there is no option "numItt"/],
  ])("refuse %j", (values, message) => {
    expect(() => lrTestOptions({ source: "command line", values })).toThrow(message);
  });
});

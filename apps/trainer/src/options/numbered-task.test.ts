import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { trainSections } from "../settings/train-options.ts";
import { addOptions } from "./add-options.ts";
import { collectTasks, dealTasks } from "./numbered-task.ts";

function flagsOf(...args: string[]): Record<string, unknown> {
  const command = new Command().exitOverride();
  addOptions(command, trainSections);
  collectTasks(command);
  return dealTasks(command.parse(args, { from: "user" }).opts());
}

describe("--task", () => {
  test("with a word is what a model answers, with a number which process this is, in any order", () => {
    expect(flagsOf("--task", "detect", "--task", "1")).toEqual({ task: "detect", clusterTask: 1 });
    expect(flagsOf("--task", "0", "--task", "classify")).toEqual({ task: "classify", clusterTask: 0 });
    expect(flagsOf("--cluster-task", "2")).toEqual({ clusterTask: 2 });
    expect(flagsOf("--task", "2", "--cluster-task", "2")).toEqual({ clusterTask: 2 });
    expect(flagsOf("--seed", "2")).toEqual({ seed: 2 });
  });

  test("twice of one kind is refused", () => {
    expect(() => flagsOf("--task", "detect", "--task", "classify")).toThrow(
      "--task: expected one, got detect and classify",
    );
    expect(() => flagsOf("--task", "1", "--cluster-task", "2")).toThrow("--cluster-task: expected one, got 1 and 2");
  });

  test("what is neither stays, and is refused with the other settings", () => {
    expect(flagsOf("--task", "segment", "--cluster-task", "x")).toEqual({ task: "segment", clusterTask: "x" });
  });
});

import { Command } from "commander";
import { expect, test } from "vitest";
import { addDetectorOptions, checkDetectorSides, classesOf, detectorOf } from "./detector-flags.ts";

test("a task names the detector around the model, with COCO's classes unless others are asked for", () => {
  const command = new Command("train").option("--num-classes <n>", "", Number, 1000);
  addDetectorOptions(command);
  const parsed = (...args: readonly string[]) => command.parse([...args], { from: "user" });
  parsed("--task", "detect", "--train-norms");
  const flags = { task: "detect", trainNorms: true, model: "tresnet_s", numClasses: 1000 } as const;
  expect(command.opts()).toMatchObject({ task: "detect", trainNorms: true });
  expect(detectorOf(flags)).toEqual({ name: "fcos_tresnet_s", trainNorms: true });
  expect(classesOf(flags, command)).toBe(80);
  parsed("--task", "detect", "--num-classes", "3");
  expect(classesOf({ ...flags, numClasses: 3 }, command)).toBe(3);
  expect(classesOf({ task: "classify", numClasses: 1000 }, command)).toBe(1000);
  expect(detectorOf({ task: "classify", model: "tresnet_xl" })).toBeUndefined();
});

test("what is no detector's is refused by name", () => {
  expect(() => detectorOf({ task: "detect", model: "tresnet_xl" })).toThrow(/--model: .*tresnet_m.*got tresnet_xl/);
  expect(() => detectorOf({ trainNorms: true, model: "tresnet_m" })).toThrow(/--train-norms: expected it with --task/);
  expect(() => checkDetectorSides(["traced-float32", "tfjs-eager"])).toThrow(/got tfjs-eager, which runs no detector/);
  for (const side of ["in-place-float32", "pytorch-compile-float32"] as const) {
    expect(() => checkDetectorSides([side])).toThrow(side);
  }
  checkDetectorSides(["traced-float32", "checkpointed-bfloat16", "eager-float32", "pytorch-float32"]);
});

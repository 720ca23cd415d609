import { Command } from "commander";
import { expect, test } from "vitest";
import { addCaseOptions, addRunOptions } from "./common-flags.ts";

/** What a command of these options makes of its arguments. */
function parse(...args: string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addRunOptions(addCaseOptions(command, [1, 8, 32]), "benchmark");
  return command.parse(args, { from: "user" }).opts();
}

test("names its options as timm's benchmark.py does, with its defaults", () => {
  expect(parse()).toEqual({
    model: "tresnet_m",
    imgSize: 224,
    batchSize: [1, 8, 32],
    numClasses: 1000,
    precision: ["bfloat16", "float32"],
    seed: 0,
    json: false,
  });
});

test("reads lists of batch sizes and number formats", () => {
  const flags = parse("--model", "resnet50", "-b", "4,16", "--precision", "float32", "--cores", "0,1", "--json");
  expect(flags).toMatchObject({
    model: "resnet50",
    batchSize: [4, 16],
    precision: ["float32"],
    cores: "0,1",
    json: true,
  });
});

test.each([
  ["--model", "vgg", "tresnet_m"],
  ["--batch-size", "8,0", "whole number of at least 1"],
  ["--precision", "float16", 'out of bfloat16, float32, got "float16"'],
  ["--seed", "-1", "whole number of at least 0"],
  ["--cores", "1-0", "cores such as 0,1 or 0-3"],
])("refuses %s %s", (flag, value, message) => {
  expect(() => parse(`${flag}=${value}`)).toThrow(message);
});

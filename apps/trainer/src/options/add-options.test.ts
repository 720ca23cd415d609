import { Command } from "commander";
import { expect, test } from "vitest";
import { trainSections } from "../settings/train-options.ts";
import { addOptions } from "./add-options.ts";
import { infoOf } from "./option.ts";
import { flagOf } from "./option-name.ts";

const command = () => addOptions(new Command("train").exitOverride(), trainSections);
const parse = (...args: string[]) => command().parse(args, { from: "user" }).opts();

test("only what was given is there", () => {
  expect(parse()).toEqual({});
  expect(parse("--batch-size", "8", "--model-ema", "--no-quarter-turns", "--data", "synthetic")).toEqual({
    batchSize: 8,
    modelEma: true,
    quarterTurns: false,
    data: "synthetic",
  });
});

test("a toggle that is on is turned off, and nothing is given where it is not", () => {
  expect(parse("--no-aug")).toEqual({ aug: false });
  expect(parse("--aug")).toEqual({ aug: true });
});

test("numbers come with spaces or commas between them", () => {
  expect(parse("--scale", "0.2", "0.9")).toEqual({ scale: [0.2, 0.9] });
  expect(parse("--scale", "0.2,0.9")).toEqual({ scale: [0.2, 0.9] });
});

test("names come with commas between them or one by one, and leave what follows alone", () => {
  const { classes } = parse("--classes", "cat, dog", "--classes", "bird");
  expect(classes).toEqual(["cat", "dog", "bird"]);
  expect(parse("--classes", "cat,dog", "--data", "synthetic")).toEqual({ classes: ["cat", "dog"], data: "synthetic" });
});

test("what is no number stays text, to be refused with its own words", () => {
  expect(parse("--lr", "high", "--mean", "0,x,")).toEqual({ lr: "high", mean: [0, "x", ""] });
});

test("help shows every option with its default", () => {
  const help = command().configureHelp({ helpWidth: 1000 }).helpInformation();
  for (const [heading, shape] of Object.entries(trainSections)) {
    expect(help).toContain(`${heading}:`);
    for (const [key, schema] of Object.entries(shape)) {
      const { kind, defaultText } = infoOf(schema);
      const isOn = kind === "toggle" && defaultText === "on";
      expect(help).toMatch(new RegExp(`  --${isOn ? "no-" : ""}${flagOf(key)}\\b.*\\(default: `));
      expect(help).toContain(`(default: ${isOn ? "off" : defaultText})`);
    }
  }
});

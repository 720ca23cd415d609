import { describe, expect, test } from "vitest";
import { z } from "zod";
import { UsageError } from "../errors.ts";
import { trainTable } from "../settings/train-options.ts";
import { byDefault, choice, decimals, integer, interval, names, otherwise, text, toggle } from "./option.ts";
import { resolveOptions } from "./resolve-options.ts";

const table = z.strictObject({
  batchSize: byDefault(integer({ min: 1, max: 100 }, "images"), 64),
  opt: byDefault(choice(["sgd", "adamw"], "optimizer"), "sgd"),
  freeze: byDefault(choice(["none", "1", "2"], "stages"), "none"),
  scale: byDefault(interval({ min: 0, max: 1 }, "area"), [0.08, 1]),
  embedding: byDefault(integer({ min: 8, multipleOf: 8 }, "channels"), 768),
  mean: otherwise(decimals(3, {}, "mean"), "the model's"),
  ema: byDefault(toggle("average"), true),
  name: otherwise(text("name", "what"), "none"),
  classes: otherwise(names("a,b", "classes"), "all"),
});
const flags = (values: Record<string, unknown>) => ({ source: "command line", values });

describe("resolveOptions", () => {
  test("fills in defaults and leaves out what has none", () => {
    expect(resolveOptions(table, [])).toEqual({
      batchSize: 64,
      opt: "sgd",
      freeze: "none",
      scale: [0.08, 1],
      embedding: 768,
      ema: true,
    });
  });

  test("lets later layers win, name by name", () => {
    const file = { source: "a.yaml", values: { "batch-size": 8, opt: "adamw", ema: false } };
    expect(resolveOptions(table, [file, flags({ batchSize: 16, name: "x" })])).toMatchObject({
      batchSize: 16,
      opt: "adamw",
      ema: false,
      name: "x",
    });
  });

  test("takes every spelling of a name, and numbers for words", () => {
    expect(resolveOptions(table, [{ source: "a.yaml", values: { batch_size: 8, freeze: 2 } }])).toMatchObject({
      batchSize: 8,
      freeze: "2",
    });
  });

  test.each([
    [flags({ batchSize: 0 }), "--batch-size: expected a whole number from 1 to 100, got 0."],
    [flags({ batchSize: "many" }), '--batch-size: expected a whole number from 1 to 100, got "many".'],
    [flags({ batchSize: 1.5 }), "--batch-size: expected a whole number from 1 to 100, got 1.5."],
    [flags({ opt: "adam" }), '--opt: expected sgd | adamw, got "adam". Did you mean "adamw"?'],
    [flags({ scale: [0.5] }), "--scale: expected 2 numbers from 0 to 1, the smaller one first, got [0.5]."],
    [flags({ scale: [0.9, 0.1] }), "--scale: expected 2 numbers from 0 to 1, the smaller one first, got [0.9,0.1]."],
    [flags({ mean: [0.5] }), "--mean: expected 3 numbers, got [0.5]."],
    [flags({ embedding: 20 }), "--embedding: expected a multiple of 8, at least 8, got 20."],
    [flags({ embedding: 0 }), "--embedding: expected a multiple of 8, at least 8, got 0."],
    [{ source: "a.yaml", values: { ema: "yes" } }, 'a.yaml: ema: expected true or false, got "yes".'],
    [
      { source: "a.yaml", values: { batchsize: 8 } },
      'a.yaml: there is no option "batchsize". Did you mean "batch-size"?',
    ],
    [
      { source: "a.yaml", values: { batchSize: Number.NaN } },
      "a.yaml: batch-size: expected a whole number from 1 to 100, got NaN.",
    ],
    [
      { source: "a.yaml", values: { toString: 1 } },
      'a.yaml: there is no option "toString". See --help for all of them.',
    ],
    [{ source: "a.yaml", values: { colour: 1 } }, 'a.yaml: there is no option "colour". See --help for all of them.'],
    [{ source: "train", spelling: "code" as const, values: { colour: 1 } }, 'train: there is no option "colour".'],
    [
      { source: "train", spelling: "code" as const, values: { batchsize: 8 } },
      'train: there is no option "batchsize". Did you mean "batchSize"?',
    ],
    [
      { source: "train", spelling: "code" as const, values: { batchSize: 0 } },
      "train: batchSize: expected a whole number from 1 to 100, got 0.",
    ],
  ])("says what is wrong with %j", (layer, message) => {
    expect(() => resolveOptions(table, [layer])).toThrow(new UsageError(message));
  });

  test("gives back a training's settings unchanged: config.json repeats the run", () => {
    const options = resolveOptions(trainTable, [
      flags({ data: "synthetic", lr: 0.3, ratio: [0.9, 1.1], modelEma: false }),
    ]);
    const written: Record<string, unknown> = JSON.parse(JSON.stringify(options));
    expect(resolveOptions(trainTable, [{ source: "config.json", values: written }])).toEqual(options);
  });
});

describe("names", () => {
  const classesOf = (classes: unknown) => resolveOptions(table, [{ source: "a.yaml", values: { classes } }]).classes;

  test("come as a list, whose names may hold commas, or as text with commas between them", () => {
    expect(classesOf(["red, round", "green"])).toEqual(["red, round", "green"]);
    expect(classesOf("cat, dog")).toEqual(["cat", "dog"]);
    expect(classesOf([1, 2])).toEqual(["1", "2"]);
  });

  test.each([[""], ["cat,,dog"], ["cat,cat"], [[]], [true]])("refuse %j", (classes) => {
    expect(() => classesOf(classes)).toThrow(
      /a\.yaml: classes: expected names with commas between them, each once, got/,
    );
  });
});

test("a message repeats no more of a value or a name than a person reads", () => {
  const long = "x".repeat(19_000_000);
  const messageOf = (values: Readonly<Record<string, unknown>>) => {
    try {
      resolveOptions(trainTable, [{ source: "a.yaml", values }]);
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
    return "";
  };
  expect(messageOf({ epochs: long })).toMatch(/^a\.yaml: epochs: expected .*, got "x{80}…"\.$/);
  expect(messageOf({ epochs: Array.from({ length: 1000 }, () => long) })).toMatch(/got \["x{80}…",.{1,2000}\]\.$/);
  expect(messageOf({ [long]: 1 })).toMatch(/^a\.yaml: there is no option "x{80}…"\. See --help for all of them\.$/);
});

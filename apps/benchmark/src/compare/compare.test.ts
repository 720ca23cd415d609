import { describe, expect, test } from "vitest";
import { madeUpContest } from "../../test/made-up-contest.ts";
import { compareFiles } from "./compare-files.ts";
import { comparisonReport } from "./comparison-report.ts";
import { parseResultFile } from "./read-result-file.ts";

interface Run {
  readonly ratio: number;
  readonly batchSize?: number;
  readonly name?: string;
  readonly precision?: string;
  readonly disturbed?: readonly string[];
  readonly threads?: number;
  readonly cores?: string;
  readonly classes?: number;
  readonly torch?: string;
}

const spread = (median: number) => ({ lower: median * 0.98, median, upper: median * 1.02 });

function fileOf(...runs: readonly Run[]) {
  const measurements = runs.map(({ ratio, batchSize = 16, name = "traced-bfloat16", ...run }) => {
    const shared = {
      task: "train",
      model: "tresnet_m",
      imageSize: 224,
      batchSize,
      classes: run.classes ?? 1000,
      seed: 0,
    };
    const other = { name: "pytorch-bfloat16", case: shared, precision: "bfloat16" };
    return {
      threads: run.threads ?? 2,
      cores: run.cores ?? null,
      machine: { cpu: "Some CPU", cores: 2, memoryBytes: 1, system: "Linux", node: "20.19.0" },
      disturbed: run.disturbed ?? [],
      results: [
        {
          name,
          case: shared,
          precision: run.precision ?? "bfloat16",
          versions: { TensorFlow: "2.21.0" },
          speedups: { "pytorch-bfloat16": spread(ratio) },
        },
        { ...other, versions: { torch: run.torch ?? "2.15.0" }, speedups: { "pytorch-bfloat16": spread(1) } },
      ],
    };
  });
  const text = JSON.stringify({ schema: 1, command: "train", commandLine: "tresnet-bench train", measurements });
  return parseResultFile(text, "a.json");
}

describe("comparing two result files", () => {
  test("finds the ratios that fell by more than the margin", () => {
    const comparison = compareFiles(fileOf({ ratio: 1.5 }), fileOf({ ratio: 1.4 }), 0.05);
    expect(comparison).toMatchObject({ fell: true, warnings: [] });
    expect(comparison.ratios).toMatchObject([
      { name: "traced-bfloat16 over pytorch-bfloat16", verdict: "fell", before: { median: 1.5 } },
    ]);
    expect(compareFiles(fileOf({ ratio: 1.5 }), fileOf({ ratio: 1.4 }), 0.1).fell).toBe(false);
    expect(compareFiles(fileOf({ ratio: 1.5 }), fileOf({ ratio: 1.6 }), 0.05).ratios[0]?.verdict).toBe("rose");
  });

  test("holds batch against the same batch, whatever the order", () => {
    const before = fileOf({ ratio: 1, batchSize: 1 }, { ratio: 2, batchSize: 32 });
    const after = fileOf({ ratio: 2, batchSize: 32 }, { ratio: 1, batchSize: 1 });
    expect(compareFiles(before, after, 0.05).ratios.map(({ change }) => change)).toEqual([1, 1]);
  });

  test("says which conditions were others, and that a run was disturbed", () => {
    const after = fileOf({
      ratio: 1.5,
      batchSize: 32,
      threads: 4,
      cores: "0-3",
      classes: 10,
      torch: "2.16.0",
      precision: "float32",
      disturbed: ["other processes had 20 % of the cores"],
    });
    const { warnings } = compareFiles(fileOf({ ratio: 1.5 }), after, 0.05);
    expect(warnings).toEqual([
      "The new run was disturbed: other processes had 20 % of the cores.",
      "Another number of threads: 2 before, 4 now.",
      "Another list of cores: any before, 0-3 now.",
      "Another batch of traced-bfloat16: 16 before, 32 now.",
      "Another number of classes of traced-bfloat16: 1000 before, 10 now.",
      "Another number format of traced-bfloat16: bfloat16 before, float32 now.",
      "Another version of torch: 2.15.0 before, 2.16.0 now.",
    ]);
  });

  test("names what only one of them has", () => {
    const { ratios, warnings, missing } = compareFiles(
      fileOf({ ratio: 1 }),
      fileOf({ ratio: 1, name: "eager-float32" }),
      0.05,
    );
    expect(ratios).toEqual([]);
    expect(missing).toBe(1);
    expect(warnings).toEqual([
      "Only the old file has traced-bfloat16 over pytorch-bfloat16 (train tresnet_m, batch 16).",
      "Only the new file has eager-float32 over pytorch-bfloat16 (train tresnet_m, batch 16).",
    ]);
  });

  test("reads as a table with both spreads and the verdict", () => {
    const report = comparisonReport(compareFiles(fileOf({ ratio: 1.5 }), fileOf({ ratio: 1.2 }), 0.05));
    expect(report).toContain(
      "| traced-bfloat16 over pytorch-bfloat16 | train tresnet_m, batch 16 | 1.50 [1.47–1.53] | 1.20 [1.18–1.22] | −20.0 % | **fell** |",
    );
    expect(report).toContain("1 of 1 ratios fell by more than 5 %.");
  });
});

const machine = { cpu: "Some CPU", cores: 2, memoryBytes: 1, system: "Linux", node: "20.19.0" };
const work = { task: "train", model: "tresnet_m", imageSize: 224, classes: 1000, seed: 0 };
const parsed = (content: object) =>
  parseResultFile(JSON.stringify({ schema: 1, commandLine: "", ...content }), "a.json");
const found = (content: object) =>
  parsed(content).ratios.map(({ name, work, batchSize, spread }) => [name, work, batchSize, spread.median]);

describe("the ratios of other commands", () => {
  const memory = (ours: number, ...others: string[]) => ({
    command: "memory",
    measurements: [
      {
        case: work,
        batchSizes: [8, 32],
        budget: 8e9,
        threads: 2,
        cores: null,
        machine,
        results: [
          { side: "in-place-bfloat16", versions: { TensorFlow: "2.21.0" }, peakBytes: [ours, 3e9], largestBatch: 60 },
          ...others.map((side) => ({ side, versions: {}, peakBytes: [2e9, null], largestBatch: 40 })),
        ],
      },
    ],
  });

  test("memory: how much less than the peer, and how much more of a batch fits", () => {
    const name = "in-place-bfloat16 over pytorch-bfloat16";
    expect(found(memory(1e9, "pytorch-bfloat16"))).toEqual([
      [name, "room in memory, train tresnet_m", 8, 2],
      [name, "largest batch in 8000000000 bytes, train tresnet_m", 0, 1.5],
    ]);
    const comparison = compareFiles(
      parsed(memory(1e9, "pytorch-bfloat16")),
      parsed(memory(1.2e9, "pytorch-bfloat16")),
      0.05,
    );
    expect(comparison.ratios.map(({ verdict }) => verdict)).toEqual(["fell", "same"]);
  });

  test("memory: where nothing fits any more is a ratio that fell", () => {
    const before = parsed(memory(1e9, "pytorch-bfloat16"));
    const [measurement] = memory(1e9, "pytorch-bfloat16").measurements;
    const [ours, ...others] = measurement?.results ?? [];
    const results = [{ ...ours, peakBytes: [null, null], largestBatch: 0 }, ...others];
    const after = parsed({ command: "memory", measurements: [{ ...measurement, results }] });
    const { ratios, fell } = compareFiles(before, after, 0.05);
    expect(fell).toBe(true);
    expect(ratios.map(({ after: { median }, verdict }) => [median, verdict])).toEqual([
      [0, "fell"],
      [0, "fell"],
    ]);
  });

  test("memory without peers: against the last side", () => {
    expect(found(memory(1e9, "traced-bfloat16")).map(([name]) => name)).toEqual(
      Array(2).fill("in-place-bfloat16 over traced-bfloat16"),
    );
  });

  test("startup: how many times as soon the first step is done", () => {
    const side = (name: string, median: number) => ({ side: name, versions: {}, partsMs: { total: spread(median) } });
    const results = [side("traced-bfloat16", 5000), side("traced-float32", 6000), side("pytorch-bfloat16", 7500)];
    const measurement = { case: { ...work, batchSize: 8 }, threads: 2, cores: null, machine, disturbed: [], results };
    expect(found({ command: "startup", measurements: [measurement] })).toEqual([
      ["traced-bfloat16 over pytorch-bfloat16", "start to first step, train tresnet_m", 8, 1.5],
      ["traced-float32 over pytorch-bfloat16", "start to first step, train tresnet_m", 8, 1.25],
    ]);
  });

  test("data: ours over each peer, for each number of workers", () => {
    const result = (side: string, workers: number, times: number | null) => ({
      side,
      workers,
      cores: "0",
      versions: { [side]: "1.0" },
      oursTimes: times === null ? null : spread(times),
    });
    const results = [result("tresnet", 2, null), result("torchvision-pil", 2, 1.6), result("torchvision-pil", 1, 2)];
    const file = {
      command: "data",
      measurement: { machine, disturbed: [], case: { imageSize: 224, batchSize: 32 }, results },
    };
    expect(found(file)).toEqual([["tresnet over torchvision-pil", "images, 2 workers", 32, 1.6]]);
    expect(comparisonReport(compareFiles(parsed(file), parsed(file), 0.05))).toContain(
      "| tresnet over torchvision-pil | images, 2 workers, batch 32 | 1.60 [1.57–1.63] | 1.60 [1.57–1.63] | +0.0 % | same |",
    );
  });
});

describe("what table and ablation find besides their contests", () => {
  const table = (largestBatches: object | null) => ({
    command: "table",
    measurements: [
      madeUpContest("train", { resnet50: 10, tresnet_m: 9 }, "resnet50"),
      madeUpContest("infer", { resnet50: 40, tresnet_m: 44 }, "resnet50"),
    ],
    largestBatches,
  });

  test("table: the largest batches", () => {
    const batches = (tresnet_m: number) => parsed(table({ budget: 8e9, batches: { resnet50: 100, tresnet_m } }));
    const name = "tresnet_m over resnet50";
    expect(batches(150).ratios.map(({ work, spread }) => [work, spread.median])).toEqual([
      ["train tresnet_m", 0.9],
      ["infer tresnet_m", 1.1],
      ["largest batch in 8000000000 bytes, train tresnet_m", 1.5],
    ]);
    const { ratios } = compareFiles(batches(150), batches(120), 0.05);
    expect(ratios.map((ratio) => [ratio.name, ratio.verdict])).toEqual([
      [name, "same"],
      [name, "same"],
      [name, "fell"],
    ]);
    expect(found(table(null))).toHaveLength(2);
  });

  test("ablation: the memory of each change", () => {
    const ablation = (peakMemoryBytes: number | null) => ({
      command: "ablation",
      measurements: [madeUpContest("train", { "no blur": 11, tresnet_m: 10 }, "tresnet_m")],
      rows: [
        { name: "tresnet_m", peakMemoryBytes: 2e9 },
        { name: "no blur", peakMemoryBytes },
      ],
    });
    expect(found(ablation(1e9))).toEqual([
      ["no blur over tresnet_m", "train no blur", 16, 1.1],
      ["no blur over tresnet_m", "room in memory, train no blur", 16, 2],
    ]);
    const { ratios } = compareFiles(parsed(ablation(1e9)), parsed(ablation(null)), 0.05);
    expect(ratios.map(({ verdict }) => verdict)).toEqual(["same", "fell"]);
  });
});

test("takes over that a start was disturbed", () => {
  const results = ["traced-bfloat16", "pytorch-bfloat16"].map((side) => ({
    side,
    versions: {},
    partsMs: { total: spread(5000) },
  }));
  const measurement = {
    case: { ...work, batchSize: 8 },
    threads: 2,
    cores: null,
    machine,
    disturbed: ["busy"],
    results,
  };
  expect(parsed({ command: "startup", measurements: [measurement] }).disturbed).toEqual(["busy"]);
});

test.each([
  ["what is not JSON", "{", /^a\.json is not JSON: /],
  ["what is no result", "[]", /^a\.json is no result of tresnet-bench: it has no schema; expected schema 1/],
  ["another schema", '{"schema":7}', /^a\.json has schema 7; expected schema 1\. Measure again/],
  ["a result without ratios", '{"schema":1,"command":"ops"}', /can't be compared:\n[\s\S]*at command/],
  [
    "a broken measurement, by its place",
    '{"schema":1,"command":"train","commandLine":"","measurements":[{"threads":2}]}',
    /at measurements\[0\]\.machine/,
  ],
])("refuses %s", (_, text, message) => {
  expect(() => parseResultFile(text, "a.json")).toThrow(message);
});

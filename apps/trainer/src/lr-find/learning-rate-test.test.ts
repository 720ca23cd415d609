import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { LearningRateFinder } from "@tresnet/training";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resolveOptions } from "../options/resolve-options.ts";
import { lrTestOptions } from "../settings/lr-find-options.ts";
import { trainTable } from "../settings/train-options.ts";
import {
  type LearningRateTest,
  learningRateTest,
  type TestSettings,
  testJson,
  writeTest,
} from "./learning-rate-test.ts";

const range = lrTestOptions({ source: "test", values: { startLr: 1e-4, endLr: 1, numIt: 30 } });

/** A test of losses by step. */
function testOf(lossAt: (step: number) => number): LearningRateTest {
  const { startLr, endLr, numIt } = range;
  const finder = new LearningRateFinder({ startLearningRate: startLr, endLearningRate: endLr, steps: numIt });
  for (let step = 0; finder.learningRate !== undefined; step++) finder.record(lossAt(step));
  return learningRateTest(finder, range);
}

const settings: TestSettings = {
  options: resolveOptions(trainTable, [
    { source: "test", values: { data: "folder:<photos>", lr: 0.3, experiment: "e" } },
  ]),
  test: range,
  command: "tresnet lr-find folder:<photos>",
  next: "tresnet train folder:<photos> --lr 0.01",
  intraOpThreads: 2,
  environment: { Node: "20" },
  data: { classNames: ["cat", "dog"], parts: { train: { images: 8, sha256: "ab" } } },
};

const falling = () => testOf((step) => (step < 25 ? 2 - step / 20 : 50));

describe("lr-find.json", () => {
  test("holds every step, the suggestion, and all that is needed to repeat it", () => {
    const done = falling();
    const json = testJson(done, settings);
    expect(json.learningRates).toHaveLength(done.curve.length);
    expect(json.learningRates[0]).toBe(1e-4);
    expect(json.losses.slice(0, 3)).toEqual([2, 1.95, 1.9]);
    expect(json.smoothedLosses).toEqual(done.curve.map(({ smoothedLoss }) => smoothedLoss));
    expect(json.suggestions).toEqual(done.suggested);
    expect(json.learningRates).toContain(json.suggestions?.valley);
    expect(json).toMatchObject({
      command: settings.command,
      next: settings.next,
      diverged: true,
      problem: null,
      test: { startLr: 1e-4, endLr: 1, numIt: 30 },
      options: { data: "folder:<photos>", model: "tresnet_s", batchSize: 64 },
      intraOpThreads: 2,
      environment: { Node: "20" },
      data: { classNames: ["cat", "dog"] },
    });
  });

  test("has neither the rate nor the folder of a training that its settings came from", () => {
    const { options } = testJson(falling(), settings);
    expect(options).not.toHaveProperty("lr");
    expect(options).not.toHaveProperty("experiment");
  });

  test("says what is missing in place of a suggestion", () => {
    const json = testJson(
      testOf(() => 1),
      { ...settings, next: undefined },
    );
    expect(json).toMatchObject({ suggestions: null, next: null, diverged: false });
    expect(json.problem).toBe(
      "No suggestion: the loss did not fall by 1 % in 30 steps. Go higher than --end-lr 1, take more steps than --num-it 30, or look at the images by tresnet data preview.",
    );
  });
});

test("a loss that bursts before it falls has a reason of its own", () => {
  const { suggested, problem, curve } = testOf((step) => (step < 3 ? 1 : Number.NaN));
  expect(curve).toHaveLength(3);
  expect(suggested).toBeUndefined();
  expect(problem).toMatch(/^No suggestion: the loss burst after 3 of 30 steps .* Begin lower than --start-lr 0\.0001,/);
});

describe("the files", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "tresnet-lr-find-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("are a picture that names model and data, and the figures", async () => {
    const { picture, figures } = await writeTest(folder, falling(), settings);
    expect((await readdir(folder)).toSorted()).toEqual(["lr-find.json", "lr-find.svg"]);
    expect(await readFile(picture, "utf8")).toContain("tresnet_s on folder:&#60;photos&#62;");
    expect(JSON.parse(await readFile(figures, "utf8"))).toEqual(
      JSON.parse(JSON.stringify(testJson(falling(), settings))),
    );
  });
});

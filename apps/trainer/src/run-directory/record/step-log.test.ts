import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StepLog } from "./step-log.ts";
import { parseSteps, thinned } from "./step-rows.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-steps-"));
  file = path.join(folder, "steps.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

const problems: string[] = [];
const logOf = (mostRows = 8192) =>
  new StepLog(file, {
    requireHeld: async () => {},
    onProblem: (message) => problems.push(message),
    mostRows,
    everyMs: 60_000,
  });
const row = (step: number) => [step, Math.ceil(step / 10), 1 / step, 0.1, 2, 50, step * 0.5];
const written = async () => parseSteps(await readFile(file, "utf8"));

test("steps are read again as they were, a detector's parts of the loss in columns of their own", async () => {
  const log = logOf();
  log.start({ stepsPerEpoch: 10, totalSteps: 0 });
  log.add(row(1), { box: 0.25, class: 0.75 });
  log.add(row(2), { box: 0.5, class: Number.NaN });
  await log.flush();
  const found = await written();
  expect(found?.head).toEqual({
    columns: ["step", "epoch", "loss", "learningRate", "gradientNorm", "imagesPerSecond", "seconds", "box", "class"],
    every: 1,
    stepsPerEpoch: 10,
  });
  expect(found?.rows).toEqual([
    [...row(1), 0.25, 0.75],
    [...row(2), 0.5, Number.NaN],
  ]);
});

test("a run that goes on drops the steps after its checkpoint and a line that a kill cut short", async () => {
  const before = logOf();
  before.start({ stepsPerEpoch: 10, totalSteps: 0 });
  for (const step of [1, 2, 3, 4]) before.add(row(step));
  await before.flush();
  await appendFile(file, "[5,1,0.2,0.");
  const after = logOf();
  expect(after.start({ stepsPerEpoch: 10, totalSteps: 3 })).toBe(1.5);
  after.add(row(4));
  await after.flush();
  expect((await written())?.rows).toEqual(
    [1, 2, 3, 4].map((step) => row(step).map((one) => Number(one.toPrecision(6)))),
  );
  expect((await written())?.damaged).toBe(0);
});

test("a log stays short however long a training is, with its newest steps one by one", async () => {
  const log = logOf(64);
  log.start({ stepsPerEpoch: 10, totalSteps: 0 });
  for (let step = 1; step <= 1000; step++) {
    log.add(row(step));
    if (step % 7 === 0) await log.flush();
  }
  await log.flush();
  for (const step of [1001, 1002]) log.add(row(step));
  await log.flush();
  const { head, rows = [] } = (await written()) ?? {};
  expect(rows.length).toBeLessThanOrEqual(64);
  expect(rows.length).toBeGreaterThan(16);
  const { every = 0 } = head ?? {};
  expect([32, 64]).toContain(every);
  const steps = rows.map(([step]) => step);
  expect(steps.slice(-2)).toEqual([1001, 1002]);
  expect(steps.slice(0, 3)).toEqual([every, 2 * every, 3 * every]);
});

test("rows that become one have the mean of their steps, and the place of the last", () => {
  const rows = [1, 2, 3, 4].map((step) => [step, 1, step, step, step, step, step * 10]);
  expect(thinned(rows, 1, 4)).toEqual({
    every: 2,
    rows: [
      [2, 1, 1.5, 1.5, 1.5, 1.5, 20],
      [4, 1, 3.5, 3.5, 3.5, 3.5, 40],
    ],
  });
  // One row of two steps weighs as much as two of one.
  const uneven = [
    [2, 1, 1, 1, 1, 1, 20],
    [3, 1, 4, 4, 4, 4, 30],
    [4, 1, 4, 4, 4, 4, 40],
  ];
  expect(thinned(uneven, 2, 2).rows).toEqual([[4, 1, 2.5, 2.5, 2.5, 2.5, 40]]);
});

test("damaged lines are left out and counted, and a damaged beginning is no log", async () => {
  const log = logOf();
  log.start({ stepsPerEpoch: 10, totalSteps: 0 });
  for (const step of [1, 2, 3]) log.add(row(step));
  await log.flush();
  const lines = (await readFile(file, "utf8")).split("\n");
  const damaged = [lines[0], lines[1], "[1,2", '{"step":2}', "[7]", lines[3], lines[2], ""].join("\n");
  expect(parseSteps(damaged)).toMatchObject({ damaged: 4, rows: [{ 0: 1 }, { 0: 3 }] });
  expect(parseSteps(`x${damaged}`)).toBeUndefined();
});

test("what can't be written is told once, and the training goes on", async () => {
  problems.length = 0;
  await writeFile(path.join(folder, "taken"), "");
  file = path.join(folder, "taken", "steps.jsonl");
  const log = logOf();
  log.start({ stepsPerEpoch: 10, totalSteps: 0 });
  log.add(row(1));
  await log.flush();
  log.add(row(2));
  await log.flush();
  expect(problems).toEqual([expect.stringContaining("can't be written")]);
});

import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { NonFiniteError } from "@tresnet/training";
import { afterEach, beforeEach, expect, test } from "vitest";
import { alone } from "../../cluster/team.ts";
import { InterruptedError } from "../../errors.ts";
import type { Job } from "../../job/job.ts";
import { readOutcome } from "../../run-directory/record/outcome.ts";
import { requestStop } from "../../run-directory/record/stop-request.ts";
import { runDirectory } from "../../run-directory/run-directory.ts";
import type { TrainEvent, TrainStepEvent } from "../train-event.ts";
import { followRun } from "./follow-run.ts";

let folder = "";
const told: TrainEvent[] = [];
const job: Job<TrainEvent> = {
  emit: (event) => told.push(event),
  signal: new AbortController().signal,
  program: "tresnet",
};
const lock = { requireHeld: async () => {} };
const follow = (work: (job: Job<TrainEvent>) => Promise<void>) =>
  followRun(job, { team: alone, run: runDirectory(folder), lock }, work);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-follow-"));
  told.length = 0;
});
afterEach(() => rm(folder, { recursive: true }));

const step = (number: number): TrainStepEvent => ({
  type: "step",
  epoch: 1,
  step: number,
  stepsPerEpoch: 2,
  totalSteps: number,
  images: 8,
  loss: 0.5,
  meanLoss: 0.5,
  learningRate: 0.1,
  gradientNorm: 2,
  updated: true,
  seconds: 3,
  imagesPerSecond: 4,
});

test("steps are on the disk when the work is done, and every event is told on", async () => {
  await follow(async ({ emit }) => {
    emit(step(1));
    emit(step(2));
  });
  expect(told.map(({ type }) => type)).toEqual(["step", "step"]);
  const [, ...rows] = (await readFile(path.join(folder, "steps.jsonl"), "utf8")).trimEnd().split("\n");
  expect(rows).toEqual(["[1,1,0.5,0.1,2,4,3]", "[2,1,0.5,0.1,2,4,6]"]);
});

test.each([
  ["done", undefined],
  ["interrupted", new InterruptedError("Stopped.")],
  ["diverged", new NonFiniteError("The loss is NaN.", { step: 3, learningRate: 1 })],
  ["failed", new Error("The disk is full.")],
])("a training that is %s says so at its end", async (state, error) => {
  const work = async () => {
    if (error !== undefined) throw error;
  };
  await follow(work).catch((thrown: unknown) => expect(thrown).toBe(error));
  expect(await readOutcome(path.join(folder, "outcome.json"))).toMatchObject({ state, message: error?.message ?? "" });
});

test("while it trains nothing says how it ended, and an old request to stop is gone", async () => {
  await writeFile(path.join(folder, "outcome.json"), JSON.stringify({ state: "done", message: "", at: "" }));
  await requestStop(path.join(folder, "stop.request"));
  await follow(async ({ signal }) => {
    expect(await readOutcome(path.join(folder, "outcome.json"))).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(signal.aborted).toBe(false);
  });
});

test("a request in the folder stops the work, and is taken away", async () => {
  await follow(async ({ signal }) => {
    await requestStop(path.join(folder, "stop.request"));
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  });
  await expect(access(path.join(folder, "stop.request"))).rejects.toThrow("ENOENT");
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { resolveOptions } from "../options/resolve-options.ts";
import { trainTable } from "../settings/train-options.ts";
import { start } from "./checkpoint-metadata.ts";
import { earlierRun } from "./earlier-run.ts";
import { appendMetrics } from "./metrics-log.ts";
import { type RunDirectory, runDirectory, writeConfig } from "./run-directory.ts";

let run: RunDirectory;
beforeEach(async () => {
  run = runDirectory(await mkdtemp(path.join(tmpdir(), "tresnet-earlier-")));
  const options = resolveOptions(trainTable, [{ source: "test", values: { data: "synthetic" } }]);
  const data = { classNames: ["a", "b"], parts: { train: { images: 8, sha256: "ab" } } };
  await writeConfig(run, { command: "tresnet train", options, intraOpThreads: 1, environment: {}, data });
});
afterEach(() => rm(run.folder, { recursive: true }));

async function log(epochs: number): Promise<void> {
  const metrics = { step: 1, trainLoss: 1, trainAccuracy: 0.5, learningRate: 0.1, imagesPerSecond: 1, seconds: 1 };
  for (let epoch = 1; epoch <= epochs; epoch++) await appendMetrics(run.metrics, { epoch, ...metrics });
}

test.each([0, 1])(
  "a run that was killed before its first checkpoint begins anew, with %d epochs logged",
  async (epochs) => {
    await log(epochs);
    expect((await earlierRun(run.folder)).position).toBe(start);
  },
);

test("a run whose checkpoint is gone is not begun anew over what it left", async () => {
  await log(2);
  await expect(earlierRun(run.folder)).rejects.toThrow(UsageError);
  await expect(earlierRun(run.folder)).rejects.toThrow(
    /last\.safetensors to go on from, and it is gone, after 2 epochs/,
  );
});

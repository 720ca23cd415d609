import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeSafetensors } from "@tresnet/checkpoints";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CheckpointInfo, encodeInfo } from "./checkpoint-metadata.ts";
import { requireOwnBest } from "./own-best.ts";
import { type RunDirectory, runDirectory } from "./run-directory.ts";
import { markOfRun } from "./run-marks.ts";

let run: RunDirectory;
beforeEach(async () => {
  run = runDirectory(await mkdtemp(path.join(tmpdir(), "tresnet-own-best-")));
});
afterEach(() => rm(run.folder, { recursive: true }));

const model: CheckpointInfo["model"] = {
  model: "tresnet_s",
  classNames: ["a", "b"],
  numClasses: 2,
  imgSize: 64,
  cropMode: "center",
  cropPct: 0.875,
  mean: [0.1, 0.2, 0.3],
  std: [1, 1, 1],
};

async function write(file: string, mark: string | undefined): Promise<void> {
  const info = encodeInfo({ kind: "weights", model, ...(mark !== undefined && { run: mark }) });
  await writeSafetensors(file, new Map([["x", { dtype: "F32", shape: [1], data: Float32Array.of(1) }]]), info);
}

const data = { classNames: ["a", "b"], parts: { train: { images: 8, sha256: "ab" } } };
const other = { classNames: ["a", "b"], parts: { train: { images: 8, sha256: "cd" } } };
const mark = markOfRun("tresnet train folder:photos --seed 1 --output runs", data);

test("a run's mark tells settings and data, wherever they lie", () => {
  expect(markOfRun("tresnet train folder:elsewhere --seed 1 --output others", data)).toBe(mark);
  expect(markOfRun("tresnet train folder:photos --seed 2 --output runs", data)).not.toBe(mark);
  expect(markOfRun("tresnet train folder:photos --seed 1 --output runs", other)).not.toBe(mark);
});

test("best weights of the run pass", async () => {
  await write(run.last, mark);
  await write(run.best, mark);
  await requireOwnBest(run);
});

test.each([
  ["another run", markOfRun("tresnet train folder:photos --seed 2", data)],
  ["an earlier version", undefined],
])("those of %s do not, and both files are named", async (_, foreign) => {
  await write(run.last, mark);
  await write(run.best, foreign);
  await expect(requireOwnBest(run)).rejects.toThrow(
    `${run.best} and ${run.last} are not of one run: expected the mark ${mark}, got ${foreign ?? "none"}. Put`,
  );
});

test("a run of an earlier version has no marks, and passes", async () => {
  await write(run.last, undefined);
  await write(run.best, mark);
  await requireOwnBest(run);
});

test("what is missing or can't be read is for its reader to tell", async () => {
  await requireOwnBest(run);
  await write(run.last, mark);
  await requireOwnBest(run);
  await writeFile(run.best, "damaged");
  await requireOwnBest(run);
});

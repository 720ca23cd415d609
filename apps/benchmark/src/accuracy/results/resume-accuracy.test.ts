import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { madeUpConditions, madeUpSeed } from "../../../test/made-up-accuracy.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { writeResultFiles } from "../../output/write-result.ts";
import {
  checkSameConditions,
  checkSameSides,
  type EarlierAccuracy,
  joinSeeds,
  missingSeeds,
  readEarlierAccuracy,
} from "./resume-accuracy.ts";
import { summarizeAccuracy } from "./summarize-accuracy.ts";

const first = madeUpSeed(0, { "tresnet:bfloat16": [[1, 0.5]], "pytorch:bfloat16": [[2, 0.5]] });
const third = { ...first, seed: 2 };
const earlier: EarlierAccuracy = {
  file: "accuracy.json",
  commandLine: "tresnet-bench accuracy",
  conditions: madeUpConditions,
  seeds: [first],
};

test("trains the seeds that are not finished", () => {
  expect(missingSeeds(3, [])).toEqual([0, 1, 2]);
  expect(missingSeeds(3, [third, first])).toEqual([1]);
  expect(missingSeeds(2, [first, third])).toEqual([1]);
  expect(missingSeeds(1, [first, third])).toEqual([]);
  expect(joinSeeds(third, first).map(({ seed }) => seed)).toEqual([0, 2]);
});

test("reads what was written", async () => {
  const folder = await temporaryFolder();
  const measurement = summarizeAccuracy({ conditions: madeUpConditions, seeds: [first], missing: [1], absent: [] });
  await writeResultFiles({ name: "accuracy", data: { command: "accuracy", ...measurement }, markdown: "" }, folder);
  const { conditions, seeds } = await readEarlierAccuracy(path.join(folder, "accuracy.json"));
  expect({ conditions, seeds }).toEqual({ conditions: madeUpConditions, seeds: [first] });
});

test("names a file that is not there or not a result, and the place in it", async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, "other.json");
  await expect(readEarlierAccuracy(file)).rejects.toThrow(/--resume .*other\.json can't be read: ENOENT/);
  await writeFile(file, '{"command":"train"}');
  await expect(readEarlierAccuracy(file)).rejects.toThrow(/other\.json is no result of tresnet-bench accuracy:/);
  await writeFile(file, '{"command":"accuracy", "seeds": [');
  await expect(readEarlierAccuracy(file)).rejects.toThrow(/is no result of tresnet-bench accuracy/);
});

test("refuses other conditions, each by name, but not another amount of memory", () => {
  const { machine, settings, data } = madeUpConditions;
  checkSameConditions(earlier, { ...madeUpConditions, machine: { ...machine, memoryBytes: 1, system: "Linux 7" } });
  const other = {
    ...madeUpConditions,
    settings: { ...settings, epochs: 5 },
    data: { ...data, trainImages: 100 },
    cores: "0,1",
  };
  expect(() => checkSameConditions(earlier, other)).toThrow(
    "--resume accuracy.json was made under other conditions: epochs was 2, is 5; trainImages was 50000, is 100; cores was not set, is 0,1. One mean",
  );
  expect(() => checkSameConditions(earlier, { ...madeUpConditions, sides: ["tresnet:bfloat16"] })).toThrow(
    /sides was tresnet:bfloat16,pytorch:bfloat16, is tresnet:bfloat16\. .* made by `tresnet-bench accuracy`/,
  );
  expect(() => checkSameConditions(earlier, { ...madeUpConditions, machine: { ...machine, cpu: "New CPU" } })).toThrow(
    "processor was 2 × Some CPU, is 2 × New CPU",
  );
});

test("refuses other versions and other models", () => {
  checkSameSides([first], third);
  checkSameSides([], first);
  const [ours, theirs] = first.runs;
  if (ours === undefined || theirs === undefined) throw new Error("expected two sides");
  const newer = { ...first, seed: 1, runs: [ours, { ...theirs, versions: { torch: "2.16.0" } }] };
  expect(() => checkSameSides([first], newer)).toThrow(
    "pytorch:bfloat16 is 3670000 weights, torch 2.16.0; in seed 0 it was 3670000 weights, torch 2.15.0. Start anew",
  );
  const larger = { ...first, seed: 1, runs: [{ ...ours, parameters: 4 }, theirs] };
  expect(() => checkSameSides([first], larger)).toThrow(/tresnet:bfloat16 is 4 weights/);
});

import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { locateWeights } from "./load-model.ts";

let folder = "";
const at = (...parts: string[]) => path.join(folder, ...parts);
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-runs-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Makes a run whose weights are so many minutes old. */
async function makeRun(name: string, minutes: number, file = "best.safetensors"): Promise<void> {
  await mkdir(at(name));
  await writeFile(at(name, file), "");
  const time = new Date(Date.UTC(2026, 0, 1) - 60_000 * minutes);
  await utimes(at(name, file), time, time);
}

test("a folder of runs in a run's place: the error names them, the newest first", async () => {
  await makeRun("old", 30);
  await makeRun("my cats", 10, "last.safetensors");
  await makeRun("new", 0);
  await mkdir(at("notes"));
  await expect(locateWeights(folder)).rejects.toThrow(
    `${folder}: expected a run directory, got a folder of runs. Name one: ${at("new")}, '${at("my cats")}', ${at("old")}.`,
  );
});

test("of many runs a few are named", async () => {
  for (let index = 0; index < 8; index += 1) await makeRun(`run-${index}`, index);
  const named = Array.from({ length: 5 }, (_, index) => at(`run-${index}`)).join(", ");
  await expect(locateWeights(folder)).rejects.toThrow(`Name one: ${named} (newest first; 3 more).`);
});

test("a folder without runs is told of as before", async () => {
  await mkdir(at("notes"));
  await expect(locateWeights(folder)).rejects.toThrow("got a folder with none of these");
});

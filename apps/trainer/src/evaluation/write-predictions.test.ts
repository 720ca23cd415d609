import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writePredictions } from "./write-predictions.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-predictions-"));
});
afterEach(() => rm(folder, { recursive: true }));

const rows = [
  { file: "a.png", probabilities: Float32Array.of(0.9, 0.75) },
  { file: "b.png", labels: [], probabilities: Float32Array.of(0.25, 0.125) },
];

async function written(name: string, thresholds?: number): Promise<string> {
  const file = path.join(folder, name);
  await writePredictions(file, rows, ["cat", "dog"], thresholds);
  return readFile(file, "utf8");
}

test("JSON has classes only where they are known: none of them is an answer too", async () => {
  expect(JSON.parse(await written("p.json", 0.5))).toEqual([
    { file: "a.png", predicted: ["cat", "dog"], probabilities: { cat: 0.9, dog: 0.75 } },
    { file: "b.png", classes: [], predicted: [], probabilities: { cat: 0.25, dog: 0.125 } },
  ]);
});

test("CSV has a line for each image, and JSON of no image is a list", async () => {
  expect(await written("p.csv")).toBe("file,predicted,cat,dog\r\na.png,cat,0.9,0.75\r\nb.png,cat,0.25,0.125\r\n");
  await writePredictions(path.join(folder, "none.json"), [], ["cat"]);
  expect(JSON.parse(await readFile(path.join(folder, "none.json"), "utf8"))).toEqual([]);
});

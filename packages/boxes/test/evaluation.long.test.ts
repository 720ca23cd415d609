/** Random sets, scored by pycocotools at the same time. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { pythonWithPycocotools } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { type CocoDetection, type CocoGroundTruth, evaluateBoxes } from "../src/evaluation.ts";

/** What the script prints of one set. */
interface Answer {
  readonly truth: CocoGroundTruth;
  readonly detected: readonly CocoDetection[];
  readonly stats: readonly number[];
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  readonly scores: readonly number[];
}

const shapes = [
  { images: 20, categories: 5, objects: 120, detections: 200, pixels: 300 },
  { images: 3, categories: 2, objects: 60, detections: 900, pixels: 200 }, // more than 100 of an image and category
  { images: 40, categories: 1, objects: 60, detections: 90, pixels: 100 },
  { images: 6, categories: 8, objects: 300, detections: 300, pixels: 60 }, // crowded
];
const sets = Array.from({ length: 24 }, (_, index) => ({ seed: 4000 + index, ...shapes[index % shapes.length] }));

async function scoreInPython(): Promise<readonly Answer[]> {
  const python = await pythonWithPycocotools();
  const script = fileURLToPath(new URL("python/score_random_sets.py", import.meta.url));
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(JSON.stringify({ sets }));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const lastLine = output.trim().split("\n").at(-1) ?? "";
  expect(lastLine.slice(0, 1), errors).toBe("[");
  return JSON.parse(lastLine);
}

/** The greatest difference between two lists; infinite where a number is missing. */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let greatest = 0;
  for (let i = 0; i < expected.length; i++) {
    greatest = Math.max(greatest, Math.abs((actual[i] ?? Number.NaN) - (expected[i] ?? Number.NaN)));
  }
  return greatest;
}

test("every number and every point of every curve is pycocotools'", async () => {
  const answers = await scoreInPython();
  expect(answers).toHaveLength(sets.length);
  for (const [index, { truth, detected, stats, precision, recall, scores }] of answers.entries()) {
    const { scores: twelve, arrays } = evaluateBoxes(truth, detected);
    const what = `seed ${sets[index]?.seed}`;
    expect(difference(Object.values(twelve), stats), what).toBeLessThan(1e-9); // means in another order
    expect(difference(arrays.precision, precision), what).toBe(0);
    expect(difference(arrays.recall, recall), what).toBe(0);
    expect(difference(arrays.scores, scores), what).toBe(0);
  }
});

import { expect, test } from "vitest";
import { bestScore } from "./best-score.ts";
import { confusionMatrix } from "./confusion-matrix.ts";
import type { Box, DetectedImage } from "./found-objects.ts";
import { matchObjects } from "./match-objects.ts";
import { scoreDetections } from "./score-detections.ts";

const at = (x: number): Box => [x, 0, x + 10, 10];
const found = (x: number, label: number, score: number) => ({ box: at(x), label, score });
const known = (x: number, label: number, isCrowd = false) => ({ box: at(x), label, area: 100, isCrowd });

const image: DetectedImage = {
  file: "a.jpg",
  // Right, taken for another class, where nothing is, in a crowd, too unsure.
  found: [found(0, 0, 0.9), found(100, 1, 0.8), found(300, 0, 0.7), found(400, 1, 0.6), found(200, 1, 0.1)],
  known: [known(0, 0), known(100, 0), known(200, 1), known(400, 1, true)],
};

test("matches across classes, and leaves crowds out", () => {
  const { pairs, extra, missed } = matchObjects(image, 0.5);
  expect(pairs.map(({ found: one, known: other }) => [one.label, other.label])).toEqual([
    [0, 0],
    [1, 0],
  ]);
  expect(extra).toEqual([found(300, 0, 0.7)]);
  expect(missed).toEqual([known(200, 1)]);
});

test("an object goes to what has its class, not to a surer one of another", () => {
  const both = { file: "b", found: [found(0, 1, 0.9), found(1, 0, 0.8)], known: [known(0, 0), known(1, 1)] };
  expect(matchObjects(both, 0).pairs.every((pair) => pair.found.label === pair.known.label)).toBe(true);
});

test("counts confusions with a row and a column for the background", () => {
  expect(confusionMatrix([image], 2, 0.5)).toEqual([
    [1, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
  ]);
});

test("chooses the score of the highest F1", () => {
  // Of three objects: one of one, one of two, one of three, two of four (the crowd's counts for neither side).
  const best = bestScore([image]);
  expect(best).toEqual({ score: 0.1, precision: 0.5, recall: 2 / 3, f1: (2 * 2) / (4 + 3) });
  expect(bestScore([{ file: "c", found: [], known: [] }])).toEqual({ score: 0.5, precision: 0, recall: 0, f1: 0 });
});

test("gives COCO's numbers, each class's, and counts without crowds", () => {
  const evaluation = scoreDetections([image, { file: "b.jpg", found: [], known: [] }], ["oak", "elm", "ash"]);
  const [oak, elm, ash] = evaluation.classes;
  expect(evaluation).toMatchObject({ task: "detection", images: 2, objects: 3, found: 5 });
  expect(oak).toMatchObject({ name: "oak", objects: 2, found: 2 });
  // One of two oaks at once: precision is 1 up to recall 0.5, which are 51 of 101 readings.
  expect(oak?.AP50).toBeCloseTo(51 / 101, 12);
  expect(elm).toMatchObject({ name: "elm", objects: 1, found: 3 });
  // An elm is said where an oak is, which counts as wrong, before the right one.
  expect(elm?.AP50).toBeCloseTo(0.5, 12);
  expect(ash).toMatchObject({ objects: 0, AP: -1, precision: [] });
  expect(evaluation.scores.AP50).toBeCloseTo((51 / 101 + 0.5) / 2, 12);
});

test("an image of which all is known and nothing was found scores 0, one without objects nothing", () => {
  const nothing = scoreDetections([{ ...image, found: [] }], ["oak", "elm"]);
  expect(nothing.scores.AP).toBe(0);
  expect(scoreDetections([{ file: "d", found: [], known: [] }], ["oak"]).scores.AP).toBe(-1);
});

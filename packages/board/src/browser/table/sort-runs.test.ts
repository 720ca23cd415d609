import { expect, test } from "vitest";
import type { RunSummary } from "../../api/run-summary.ts";
import { shownRuns } from "./sort-runs.ts";

const run = (id: string, given: Partial<RunSummary> = {}): RunSummary => ({
  id,
  name: id,
  state: "done",
  message: "",
  data: "folder:photos",
  model: "tresnet_s",
  best: null,
  epochsDone: 1,
  epochs: 2,
  step: 4,
  stepsPerEpoch: 4,
  loss: 1,
  imagesPerSecond: 10,
  seconds: 5,
  changedMs: 0,
  star: false,
  note: "",
  resumable: false,
  stopping: false,
  ...given,
});
const runs = [
  run("b", { best: { metric: "accuracy", value: 0.5, epoch: 1 }, changedMs: 2 }),
  run("a", { best: { metric: "accuracy", value: 0.9, epoch: 1 }, state: "running", note: "The good one" }),
  run("c", { changedMs: 1, star: true }),
];
const all = { words: "", state: "", starred: false } as const;
const ids = (...of: Parameters<typeof shownRuns>) => shownRuns(...of).map(({ id }) => id);

test("runs are sorted by a column, both ways; one without a score is the worst", () => {
  expect(ids(runs, all, { key: "name", isDescending: false })).toEqual(["a", "b", "c"]);
  expect(ids(runs, all, { key: "best", isDescending: true })).toEqual(["a", "b", "c"]);
  expect(ids(runs, all, { key: "changed", isDescending: true })).toEqual(["b", "c", "a"]);
  expect(ids(runs, all, { key: "star", isDescending: true })).toEqual(["c", "b", "a"]);
});

test("of losses the least is the best", () => {
  const losses = [0.5, 0.1].map((value, index) => run(String(index), { best: { metric: "loss", value, epoch: 1 } }));
  expect(ids(losses, all, { key: "best", isDescending: true })).toEqual(["1", "0"]);
});

test("a filter takes words of name, data and note, a state, and stars", () => {
  const sorting = { key: "name", isDescending: false } as const;
  expect(ids(runs, { ...all, words: "good PHOTOS" }, sorting)).toEqual(["a"]);
  expect(ids(runs, { ...all, state: "running" }, sorting)).toEqual(["a"]);
  expect(ids(runs, { ...all, starred: true }, sorting)).toEqual(["c"]);
});

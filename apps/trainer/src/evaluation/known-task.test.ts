import { type Dataset, imageFiles } from "@tresnet/data";
import { expect, test } from "vitest";
import { recordedJob } from "../../test/recorded-job.ts";
import type { Checkpoint } from "../model/load-model.ts";
import { taskAsGiven, taskOfData } from "./known-task.ts";

type Task = "single-label" | "multi-label";

function checkpoint(isForeign: boolean, task?: Task): Checkpoint {
  return {
    file: "w.pth",
    isForeign,
    info: {
      kind: "weights",
      model: {
        model: "tresnet_s",
        classNames: ["a"],
        numClasses: 1,
        imgSize: 64,
        cropMode: "center",
        cropPct: 1,
        mean: [0, 0, 0],
        std: [1, 1, 1],
        ...(task && { task }),
      },
    },
  };
}

const one: Dataset = imageFiles("photos", ["a"], [{ path: "0.png", label: 0 }]);
const several: Dataset = { ...one, labels: () => [0] };

test.each([
  ["others' weights take the data's", checkpoint(true), several, "multi-label", /several, as in the data/],
  ["others' weights take the usual one in silence", checkpoint(true), one, "single-label", undefined],
  ["what weights say stays", checkpoint(true, "single-label"), several, "single-label", undefined],
  ["own weights that do not say it have one class", checkpoint(false), several, undefined, undefined],
] as const)("evaluation: %s", (_, found, data, task, notice) => {
  const job = recordedJob();
  expect(taskOfData(job, found, data).info.model.task).toBe(task);
  expect(job.notices()).toEqual(notice === undefined ? [] : [expect.stringMatching(notice)]);
});

test.each([
  ["others' weights take what is given", checkpoint(true), "multi-label", "multi-label", undefined],
  ["others' weights without a word have one class, aloud", checkpoint(true), undefined, "single-label", /--task multi/],
  ["what weights say stays", checkpoint(true, "multi-label"), undefined, "multi-label", undefined],
  ["own weights are known", checkpoint(false), "single-label", undefined, undefined],
] as const)("prediction: %s", (_, found, given, task, notice) => {
  const job = recordedJob();
  expect(taskAsGiven(job, found, given).info.model.task).toBe(task);
  expect(job.notices()).toEqual(notice === undefined ? [] : [expect.stringMatching(notice)]);
});

test("another task than the weights' own is refused", () => {
  expect(() => taskAsGiven(recordedJob(), checkpoint(false), "multi-label")).toThrow(
    /--task: expected single-label, which w\.pth was trained on, got multi-label/,
  );
});

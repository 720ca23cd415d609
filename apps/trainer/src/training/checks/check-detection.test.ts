import { syntheticData, syntheticScenes } from "@tresnet/data";
import { expect, test } from "vitest";
import { recordedJob } from "../../../test/recorded-job.ts";
import { resolveOptions } from "../../options/resolve-options.ts";
import { commandOf } from "../../run-directory/command-of.ts";
import { trainTable } from "../../settings/train-options.ts";
import { taskOf } from "../tasks/task-of.ts";
import { checkDetection, checkNoDetection } from "./check-detection.ts";

const options = (values: Record<string, unknown>) =>
  resolveOptions(trainTable, [{ source: "test", values: { data: "synthetic", ...values } }]);
const { train: scenes } = syntheticScenes({ counts: [2, 1, 1], classes: 1 });

test("takes data of one class", () => {
  expect(checkDetection(options({ task: "detect" }), scenes)).toBe(1);
});

test("refuses data without boxes, and settings that say nothing to a detector", () => {
  const { train } = syntheticData({ counts: [2, 1, 1] });
  expect(() => checkDetection(options({}), train)).toThrow(/--task detect: expected data with boxes/);
  expect(() => checkDetection(options({ mixup: 0.2 }), scenes)).toThrow(/--mixup: detectors are trained without it/);
  expect(() => checkDetection(options({ numClasses: 5 }), scenes)).toThrow(/--num-classes: .* got 5/);
  expect(() => checkDetection(options({ evalMetric: "map" }), scenes)).toThrow(/--eval-metric: expected ap or ap50/);
});

test.each([
  [{ task: "detect" }, "detect", []],
  [{ task: "classify", model: "tresnet_s", data: "voc:x" }, "classify", []],
  [{ model: "fcos_tresnet_s" }, "detect", ["task: detect, since fcos_tresnet_s is a detector (--task says another)"]],
  [{ data: "tree-crowns" }, "detect", [/tree-crowns has boxes/]],
  [{ data: "coco:x" }, "classify", []],
])("the task of %j is %s, and what was concluded is told", (values, name, told) => {
  const job = recordedJob();
  expect(taskOf(job, options(values)).name).toBe(name);
  expect(job.notices()).toEqual(told.map((text) => (typeof text === "string" ? text : expect.stringMatching(text))));
});

test("a training of classes is not asked for what detectors alone do, and its command has none of that", () => {
  const classes = options({ task: "classify" });
  checkNoDetection(classes);
  expect(commandOf(classes)).not.toMatch(/--assigner|--overlap|--bad-boxes|--mosaic/);
  expect(commandOf(options({ task: "detect" }))).toContain("--assigner fcos");
  expect(() => checkNoDetection(options({ mosaic: 0.5 }))).toThrow(
    /--mosaic: detectors alone .* got 0.5.*--task detect/,
  );
  expect(() => checkNoDetection(options({ tile: 256 }))).toThrow(/--tile: detectors alone/);
  expect(() => checkNoDetection(options({ scaleJitter: [0.5, 2] }))).toThrow(/--scale-jitter: .* got 0.5,2/);
});

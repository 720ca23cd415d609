import { expect, test } from "vitest";
import { recordedJob } from "../../test/recorded-job.ts";
import { UsageError } from "../errors.ts";
import { checkEarlier } from "./start-engine.ts";

test("what an engine was started with is good for any later job that asks for no more", () => {
  const job = recordedJob();
  checkEarlier(job, { device: "cpu", threads: 2 }, { device: "auto", threads: 2 });
  checkEarlier(job, { device: "cpu", threads: 2 }, { device: "cpu" });
  checkEarlier(job, { device: "cpu", threads: undefined }, { device: "cpu", threads: 4 });
  checkEarlier(job, { device: "gpu", threads: 2 }, { device: "gpu", threads: 2 });
  expect(job.events).toEqual([]);
});

test("other threads than those that TensorFlow was started with are not to be had, and that is told", () => {
  const job = recordedJob();
  checkEarlier(job, { device: "cpu", threads: 2 }, { device: "auto", threads: 8 });
  expect(job.notices()).toEqual([
    "TensorFlow runs in this process already, with 2 threads inside an op: the 8 asked for come with another process.",
  ]);
});

test("a GPU is not to be had where TensorFlow runs on the CPU", () => {
  expect(() => checkEarlier(recordedJob(), { device: "cpu", threads: 2 }, { device: "gpu" })).toThrow(UsageError);
});

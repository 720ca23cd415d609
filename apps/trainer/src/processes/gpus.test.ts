import { expect, test } from "vitest";
import { UsageError } from "../errors.ts";
import { gpusOf, visibleGpus } from "./gpus.ts";

test("each process has a GPU of its own", () => {
  expect(gpusOf({ device: "auto" }, 2, ["0", "1", "2"])).toEqual(["0", "1"]);
  expect(gpusOf({ device: "gpu" }, 2, ["5", "7"])).toEqual(["5", "7"]);
});

test("on the CPU, and without GPUs, there is nothing to share out", () => {
  expect(gpusOf({ device: "cpu" }, 8, ["0"])).toBeUndefined();
  expect(gpusOf({ device: "auto" }, 8, [])).toBeUndefined();
});

test("more processes than GPUs are refused", () => {
  expect(() => gpusOf({ device: "auto" }, 2, ["0"])).toThrow(UsageError);
  expect(() => gpusOf({ device: "auto" }, 2, ["0"])).toThrow("expected at most 1, one for each GPU, got 2");
});

test("CUDA_VISIBLE_DEVICES says which there are", async () => {
  expect(await visibleGpus({ CUDA_VISIBLE_DEVICES: "3,1" })).toEqual(["3", "1"]);
  expect(await visibleGpus({ CUDA_VISIBLE_DEVICES: "" })).toEqual([]);
  expect(await visibleGpus({ CUDA_VISIBLE_DEVICES: "-1" })).toEqual([]);
});

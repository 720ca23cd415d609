import { expect, test } from "vitest";
import { testDevice } from "../src/test-device.ts";

test("is the CPU unless TRESNET_TEST_DEVICE names the GPU", () => {
  expect([testDevice(""), testDevice("cpu"), testDevice("gpu")]).toEqual(["cpu", "cpu", "gpu"]);
  expect(() => testDevice("cuda")).toThrow('TRESNET_TEST_DEVICE: expected "cpu" or "gpu", got "cuda"');
});

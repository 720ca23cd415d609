import { expect, test } from "vitest";
import { chooseRow } from "./choose-row.ts";

const gpu = { driver: "550.54.15", devices: ["/dev/nvidia0"] };
const none = { driver: undefined, devices: [] };

test.each([
  ["linux-x64", "auto", gpu, "cuda"],
  ["linux-x64", "auto", none, "cpu"],
  ["linux-x64", "auto", { ...gpu, driver: undefined }, "cpu"],
  ["linux-x64", "auto", { ...gpu, devices: [] }, "cpu"],
  ["linux-x64", "gpu", none, "cuda"],
  ["linux-x64", "cpu", gpu, "cpu"],
  ["linux-arm64", "auto", gpu, "cpu"],
  ["macos-arm64", "auto", none, "cpu"],
] as const)("%s, device %j, %j: %s", (platform, device, gpus, flavor) => {
  expect(chooseRow(platform, device, gpus)).toMatchObject({ platform, flavor });
});

test.each(["linux-arm64", "macos-arm64"] as const)("there is no GPU build for %s", (platform) => {
  expect(() => chooseRow(platform, "gpu", gpu)).toThrow(expect.objectContaining({ code: "no-gpu" }));
});

import { expect, test } from "vitest";
import { tinyWheel } from "../../../test/provisioning/tiny-wheel.ts";
import { pipArguments, requirementLines, uvArguments } from "./installer-arguments.ts";
import { type Flavor, type WheelRow, wheelRows } from "./wheel.ts";

const folders = { requirements: "/w/requirements.txt", target: "/w/target", cache: "/w/cache" };

/** The wheels of one row. */
function wheels(platform: WheelRow["platform"], flavor: Flavor) {
  return wheelRows
    .filter((row) => row.platform === platform && row.flavor === flavor)
    .flatMap((row) => [...row.wheels]);
}

/** The values that follow each occurrence of a flag. */
function values(args: readonly string[], flag: string): string[] {
  return args.flatMap((arg, index) => (arg === flag ? (args[index + 1] ?? []) : []));
}

test("a requirement is pinned by version and hash", () => {
  const { wheel } = tinyWheel();
  expect(requirementLines([wheel])).toBe(`tiny==1.0 --hash=sha256:${wheel.sha256}\n`);
});

test.each([
  ["linux-x64", "manylinux_2_27_x86_64", "x86_64-manylinux_2_28"],
  ["linux-arm64", "manylinux_2_27_aarch64", "aarch64-manylinux_2_28"],
  ["macos-arm64", "macosx_12_0_arm64", "aarch64-apple-darwin"],
] as const)("the wheel of %s is asked for by its own tags, whatever Python runs", (platform, pipTag, uvTag) => {
  const pip = pipArguments(wheels(platform, "cpu"), folders);
  expect(values(pip, "--platform")).toEqual([pipTag]);
  expect(values(pip, "--abi")).toEqual(["cp311"]);
  expect(values(pip, "--python-version")).toEqual(["3.11"]);
  const uv = uvArguments(wheels(platform, "cpu"), folders);
  expect(values(uv, "--python-platform")).toEqual([uvTag]);
  expect(values(uv, "--python-version")).toEqual(["3.11"]);
});

test("a pure wheel is asked for without tags", () => {
  const { wheel } = tinyWheel();
  expect(values(pipArguments([wheel], folders), "--platform")).toEqual([]);
  expect(values(uvArguments([wheel], folders), "--python-platform")).toEqual([]);
});

test("TensorFlow and NVIDIA's wheels are asked for in one call, by the tags of all of them", () => {
  const pip = pipArguments(wheels("linux-x64", "cuda"), folders);
  expect(values(pip, "--platform")).toEqual(["manylinux_2_27_x86_64", "manylinux2014_x86_64", "manylinux_2_17_x86_64"]);
  expect(values(pip, "--abi")).toEqual(["cp311", "none"]);
  expect(requirementLines(wheels("linux-x64", "cuda")).trim().split("\n")).toHaveLength(13);
});

test("no argument names an index, so the user's own settings hold", () => {
  for (const row of wheelRows) {
    const args = [...pipArguments(row.wheels, folders), ...uvArguments(row.wheels, folders)];
    expect(args.filter((arg) => /index|https?:|find-links|trusted-host|isolated|no-config/.test(arg))).toEqual([]);
  }
});

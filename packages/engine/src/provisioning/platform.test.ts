import { expect, test } from "vitest";
import { type Machine, supportedPlatform } from "./platform.ts";

const linux: Machine = { platform: "linux", arch: "x64", glibc: "2.36", release: "6.1.0" };
const mac: Machine = { platform: "darwin", arch: "arm64", glibc: undefined, release: "24.1.0" };

test.each([
  [linux, "linux-x64"],
  [{ ...linux, arch: "arm64" }, "linux-arm64"],
  [{ ...linux, glibc: "2.27" }, "linux-x64"],
  [mac, "macos-arm64"],
] as const)("%j is supported as %s", (machine, name) => {
  expect(supportedPlatform(machine)).toBe(name);
});

test.each([
  ["Windows", { ...linux, platform: "win32", glibc: undefined }, /got win32-x64\. Run under WSL 2/],
  ["macOS on Intel", { ...mac, arch: "x64" }, /got darwin-x64\. Google builds TensorFlow for Apple silicon only/],
  ["macOS 11", { ...mac, release: "20.6.0" }, /got macOS before 12\. Update/],
  ["musl", { ...linux, glibc: undefined }, /got Linux with musl\. .* GNU C library/],
  ["an old glibc", { ...linux, glibc: "2.17" }, /got Linux with glibc 2\.17\. .*2\.27 or later/],
  ["another processor", { ...linux, arch: "riscv64" }, /got linux-riscv64/],
  ["another system", { ...linux, platform: "freebsd" }, /got freebsd-x64/],
] as const)("%s is refused with a reason", (_, machine, message) => {
  expect(() => supportedPlatform(machine)).toThrow(expect.objectContaining({ code: "unsupported-platform" }));
  expect(() => supportedPlatform(machine)).toThrow(message);
});

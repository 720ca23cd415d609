import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findNvidiaGpus } from "./nvidia.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "tresnet-nvidia-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const folders = () => ({ proc: path.join(root, "proc"), dev: path.join(root, "dev"), wsl: path.join(root, "wsl") });

/** Writes a file of the pretended system. */
async function put(name: string, content = ""): Promise<void> {
  await mkdir(path.dirname(path.join(root, name)), { recursive: true });
  await writeFile(path.join(root, name), content);
}

test.each([
  ["NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\n", "550.54.15"],
  ["NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.10  Release Build\n", "570.86.10"],
])("reads the driver's version from %j", async (line, driver) => {
  await put("proc/driver/nvidia/version", `${line}GCC version: 12.3.0\n`);
  for (const name of ["nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "null"]) await put(`dev/${name}`);
  expect(await findNvidiaGpus(folders())).toEqual({
    driver,
    devices: [path.join(root, "dev/nvidia0"), path.join(root, "dev/nvidia1")],
  });
});

test("finds Windows' driver under WSL 2", async () => {
  await put("dev/dxg");
  expect(await findNvidiaGpus(folders())).toEqual({ driver: undefined, devices: [] });
  await put("wsl/libcuda.so.1");
  expect(await findNvidiaGpus(folders())).toEqual({
    driver: "of the Windows host",
    devices: [path.join(root, "dev/dxg")],
  });
});

test("finds nothing where there is nothing", async () => {
  expect(await findNvidiaGpus(folders())).toEqual({ driver: undefined, devices: [] });
});

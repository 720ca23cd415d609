import { mkdir, open, readdir, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeMachine, fakeMachine } from "../../../test/provisioning/fake-installers.ts";
import { tinyWheel } from "../../../test/provisioning/tiny-wheel.ts";
import { explainDiskError } from "../disk-error.ts";
import { buildFolder } from "./build-folder.ts";
import { findInstallers } from "./find-installers.ts";

let machine: FakeMachine;
beforeEach(async () => {
  machine = await fakeMachine();
});
afterEach(() => machine.remove());

test("a disk that fills up while unpacking leaves nothing, and the error says what to do", async () => {
  const tiny = tinyWheel();
  await machine.addPip({ deliver: tiny });
  await mkdir(machine.cache);
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const openFile = async (file: string) =>
    Object.assign(await open(file, "wx"), { writeFile: () => Promise.reject(full) });
  const [installer] = await findInstallers();
  if (!installer) throw new Error("expected the stand-in for pip");

  const building = buildFolder([tiny.wheel], `${machine.cache}/tiny`, installer, { extract: (name) => name, openFile });
  await expect(building).rejects.toBe(full);
  expect(await readdir(machine.cache)).toEqual([]);
  expect(explainDiskError(full, machine.cache)).toMatchObject({
    code: "disk-full",
    cause: full,
    message: expect.stringMatching(/Free some space, or set TRESNET_CACHE_DIR/),
  });
});

test("what a killed process left is removed before the disk is asked for room", async () => {
  const { wheel } = tinyWheel();
  await machine.addPip({ deliver: tinyWheel() });
  await mkdir(`${machine.cache}/.tiny.partial-killed`, { recursive: true });
  await writeFile(`${machine.cache}/.tiny.partial-killed/half`, "half");
  await writeFile(`${machine.cache}/other`, "not ours");
  const [installer] = await findInstallers();
  if (!installer) throw new Error("expected the stand-in for pip");

  const huge = { ...wheel, bytes: 1e18 };
  const building = buildFolder([huge], `${machine.cache}/tiny`, installer, { extract: (name) => name });
  await expect(building).rejects.toMatchObject({ code: "disk-full" });
  expect(await readdir(machine.cache)).toEqual(["other"]);
});

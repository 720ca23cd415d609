import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FakeMachine, fakeMachine } from "../../test/provisioning/fake-installers.ts";
import { tinyElf } from "../../test/provisioning/tiny-elf.ts";
import { libraryPaths } from "../provisioning/library-folder.ts";
import { inspectEngine } from "./doctor.ts";

let machine: FakeMachine;
beforeEach(async () => {
  machine = await fakeMachine();
});
afterEach(() => machine.remove());

test("reports a bare machine without an error", async () => {
  const report = await inspectEngine({ device: "cpu" });
  expect(report).toMatchObject({
    node: process.versions.node,
    platform: { name: `${process.platform}-${process.arch}` },
    library: null,
    problem: { code: "not-fetched" },
    devices: null,
    installers: [],
    cache: { folder: machine.cache, bytes: 0, freeBytes: null, entries: [] },
    gpu: { used: null },
  });
  expect(report.threads).toEqual({ interOp: report.cpu.cores, intraOp: report.cpu.cores });
  expect(report.memory.freeBytes).toBeLessThanOrEqual(report.memory.totalBytes);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("reports library, installers, cache and the running engine", async () => {
  const folder = path.join(machine.root, "mine");
  const { ccPath, frameworkPath } = libraryPaths(folder);
  await mkdir(folder);
  for (const file of [ccPath, frameworkPath]) await writeFile(file, tinyElf());
  vi.stubEnv("TRESNET_TENSORFLOW_DIR", folder);
  await mkdir(path.join(machine.cache, "photographs"), { recursive: true });
  await writeFile(path.join(machine.cache, "photographs/one.png"), Buffer.alloc(1234));
  await machine.addUv({});
  await machine.addPip({});

  const report = await inspectEngine({
    threads: { interOp: 1, intraOp: 0 },
    engine: { version: "2.21.0", device: "cpu", devices: [{ name: "/device:CPU:0", type: "CPU" }] },
  });
  expect(report).toMatchObject({
    library: { version: "2.21.0", source: "override", directory: folder, flavor: "cpu", bytes: 2 * tinyElf().length },
    problem: null,
    devices: ["/device:CPU:0"],
    threads: { interOp: 1, intraOp: report.cpu.cores },
    gpu: { used: false },
    cache: { bytes: 1234, entries: [{ name: "photographs", bytes: 1234 }] },
  });
  expect(report.installers.map(({ kind, version }) => `${kind} ${version}`)).toEqual(["pip 23.2.1", "uv 0.9.9"]);
  expect(report.cache.freeBytes).toBeGreaterThan(0);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("reports a bad override as the problem it is", async () => {
  vi.stubEnv("TRESNET_TENSORFLOW_DIR", machine.root);
  const { library, problem } = await inspectEngine();
  expect(library).toBeNull();
  expect(problem).toMatchObject({ code: "bad-override", message: expect.stringContaining(machine.root) });
});

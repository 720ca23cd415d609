import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UsageError } from "../errors.ts";

import { runDirectory } from "./run-directory.ts";
import { withRunLock } from "./run-lock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-run-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a second training in a folder is refused, naming the first, and the folder is free after it", async () => {
  const run = runDirectory(folder);
  const first = withRunLock(run, async () => {
    const second = withRunLock(run, async () => "never");
    await expect(second).rejects.toThrow(UsageError);
    await expect(second).rejects.toThrow(`got process ${process.pid}. Stop it first`);
    return "done";
  });
  expect(await first).toBe("done");
  expect(await readdir(run.folder)).toEqual([]);
});

test("a training that was killed locks nobody out", async () => {
  const run = runDirectory(folder);
  const dead = { pid: 2 ** 22 + 1, host: hostname(), token: "of the dead" }; // above Linux's largest process id
  await writeFile(path.join(run.folder, "run.lock"), JSON.stringify(dead));
  expect(await withRunLock(run, async () => "done")).toBe("done");
});

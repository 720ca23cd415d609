import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withFolderLock } from "./folder-lock.ts";

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tresnet-lock-"));
  lock = path.join(folder, "it.lock");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The id of a process that has ended. */
const deadPid = () => spawnSync(process.execPath, ["--version"]).pid;
const lockOf = (pid: number, host = hostname()) => writeFile(lock, JSON.stringify({ pid, host, token: "another" }));

test("lets one at a time work, each in its turn", async () => {
  let inside = 0;
  const most: number[] = [];
  const work = async () => {
    inside += 1;
    most.push(inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  await Promise.all([1, 2, 3].map(() => withFolderLock(lock, work)));
  expect(most).toEqual([1, 1, 1]);
  expect(await readdir(folder)).toEqual([]);
});

test("is free again when the work has failed", async () => {
  const failing = withFolderLock(lock, () => Promise.reject(new Error("no luck")));
  await expect(failing).rejects.toThrow("no luck");
  expect(await withFolderLock(lock, async () => "done")).toBe("done");
});

test("breaks the lock of a process that is dead", async () => {
  await lockOf(deadPid());
  expect(await withFolderLock(lock, async () => "done")).toBe("done");
  expect(await readdir(folder)).toEqual([]);
});

test("breaks a lock that has been silent for two minutes, wherever its owner ran", async () => {
  await lockOf(process.pid, "another-machine");
  const before = new Date(Date.now() - 120_000);
  await utimes(lock, before, before);
  expect(await withFolderLock(lock, async () => "done")).toBe("done");
});

test("breaks a silent lock that its owner never filled", async () => {
  await writeFile(lock, "");
  const before = new Date(Date.now() - 120_000);
  await utimes(lock, before, before);
  expect(await withFolderLock(lock, async () => "done")).toBe("done");
});

test("waits for a living owner, tells of it, and can be aborted", async () => {
  await lockOf(process.pid);
  const controller = new AbortController();
  const owners: (number | undefined)[] = [];
  const onWait = (owner: number | undefined) => {
    owners.push(owner);
    controller.abort(new Error("enough"));
  };
  const waiting = withFolderLock(lock, async () => "never", { signal: controller.signal, onWait });
  await expect(waiting).rejects.toThrow("enough");
  expect(owners).toEqual([process.pid]);
  expect(await readdir(folder)).toEqual(["it.lock"]);
});

test("does not take a process on another machine for dead because there is none of that number here", async () => {
  await lockOf(deadPid(), "another-machine");
  const controller = new AbortController();
  const onWait = () => controller.abort(new Error("it waits"));
  await expect(withFolderLock(lock, async () => "never", { signal: controller.signal, onWait })).rejects.toThrow(
    "it waits",
  );
});

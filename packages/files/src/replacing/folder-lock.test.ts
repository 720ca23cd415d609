import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ownIdentity } from "../process-identity.ts";
import { type LockHolder, withFolderLock } from "./folder-lock.ts";
import { LockLostError } from "./lock-lost-error.ts";

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

const identified = (identity: object, host = hostname()) =>
  writeFile(lock, JSON.stringify({ ...ownIdentity(), host, token: "another", ...identity }));
/** Sets the lock's last sign of life so many seconds ago. */
const signedAgo = (seconds: number) => {
  const time = new Date(Date.now() - seconds * 1000);
  return utimes(lock, time, time);
};
/** Waits for the lock until the first word of it, and returns that. */
async function firstWait(): Promise<LockHolder | undefined> {
  const controller = new AbortController();
  let heard: LockHolder | undefined;
  const onWait = (_: number | undefined, holder: LockHolder | undefined) => {
    heard = holder;
    controller.abort(new Error("it waits"));
  };
  await expect(withFolderLock(lock, async () => "never", { signal: controller.signal, onWait })).rejects.toThrow(
    "it waits",
  );
  return heard;
}

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

test("a living process of this machine keeps its lock however long it was silent, as when it is stopped", async () => {
  await identified({});
  await signedAgo(3600);
  expect(await firstWait()).toEqual({ host: hostname(), isAlive: true });
});

test("a process that has only got the number of the owner keeps nothing: a container's first is always 1", async () => {
  await identified({ started: "1" });
  expect(await withFolderLock(lock, async () => "done")).toBe("done");
});

test("an owner that can't be seen keeps the lock for a minute after its last sign, and no longer", async () => {
  await identified({ place: "another container" }, "its-name");
  expect(await firstWait()).toEqual({ host: "its-name", isAlive: false });
  await signedAgo(61);
  expect(await withFolderLock(lock, async () => "done")).toBe("done");
});

test("a lock from the future, as of a clock that was set back, locks nobody out", async () => {
  await identified({ place: "another machine" });
  await signedAgo(-3600);
  expect(await withFolderLock(lock, async () => "done")).toBe("done");
});

test("an owner elsewhere that gives signs is known to live", async () => {
  await identified({ place: "another machine" });
  const controller = new AbortController();
  const seen: (boolean | undefined)[] = [];
  const onWait = async (_: number | undefined, holder: LockHolder | undefined) => {
    seen.push(holder?.isAlive);
    if (holder?.isAlive) controller.abort(new Error("it lives"));
    else await signedAgo(1);
  };
  const waiting = withFolderLock(lock, async () => "never", { signal: controller.signal, onWait });
  await expect(waiting).rejects.toThrow("it lives");
  expect(seen).toEqual([false, true]);
});

test("who has lost its lock is told before it writes, and leaves the new owner's alone", async () => {
  const work = withFolderLock(lock, async ({ requireHeld }) => {
    await requireHeld();
    await rm(lock);
    await expect(requireHeld()).rejects.toThrow(/it\.lock: expected the lock of this process, got none/);
    await identified({ pid: 77 }, "other-host");
    await requireHeld();
  });
  await expect(work).rejects.toThrow(LockLostError);
  await expect(work).rejects.toThrow("got that of process 77 on other-host");
  expect(await readFile(lock, "utf8")).toContain("other-host");
});

import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InterruptedError, UsageError } from "../errors.ts";
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

test("a folder in which nothing can be written is told in words", async () => {
  const file = path.join(folder, "file");
  await writeFile(file, "");
  // As one of another user's, or on a disk that is only read; root may write into the former.
  const locked = withRunLock(runDirectory(path.join(file, "run")), async () => "never");
  await expect(locked).rejects.toThrow(UsageError);
  await expect(locked).rejects.toThrow(
    /run: expected a folder that can be written to, .*copy it to a place of your own/,
  );
});

test("a training that was killed locks nobody out", async () => {
  const run = runDirectory(folder);
  const dead = { pid: 2 ** 22 + 1, host: hostname(), token: "of the dead" }; // above Linux's largest process id
  await writeFile(path.join(run.folder, "run.lock"), JSON.stringify(dead));
  expect(await withRunLock(run, async () => "done")).toBe("done");
});

test("what trainings before left half written goes, other files stay", async () => {
  const run = runDirectory(folder);
  const names = [
    "last.safetensors.partial",
    "best.safetensors.0badcafe-12-3.partial",
    "notes.partial",
    "last.safetensors",
  ];
  for (const name of names) await writeFile(path.join(folder, name), "half");
  expect(await withRunLock(run, () => readdir(folder))).toEqual(["last.safetensors", "notes.partial", "run.lock"]);
});

test("a lock of another machine is waited for, which is told once and ends by its signal", async () => {
  const run = runDirectory(folder);
  const other = { pid: 7, host: "another-machine", place: "another", started: "1", token: "of the other" };
  await writeFile(path.join(run.folder, "run.lock"), JSON.stringify(other));
  const controller = new AbortController();
  const told: string[] = [];
  const onDoubt = (message: string) => {
    told.push(message);
    setTimeout(() => controller.abort(), 0);
  };
  const waiting = withRunLock(run, async () => "never", { onDoubt, signal: controller.signal });
  await expect(waiting).rejects.toThrow(InterruptedError);
  expect(told).toEqual([
    `${folder}: process 7 on another-machine trained here; waiting up to a minute to see whether it still does.`,
  ]);
});

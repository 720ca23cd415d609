import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isRunning, lifeOf, ownIdentity } from "./process-identity.ts";

test("this process lives, and one that only has its number does not", () => {
  const own = ownIdentity();
  expect(lifeOf(own)).toBe("alive");
  expect(lifeOf({ ...own, started: "1" })).toBe("dead");
});

test("a process that ended is dead", () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  expect(lifeOf({ ...ownIdentity(), pid })).toBe("dead");
});

test("a process of another machine, container or start of this machine can't be seen, whatever its number", () => {
  expect(lifeOf({ ...ownIdentity(), place: "another" })).toBe("unseen");
  expect(lifeOf({ ...ownIdentity(), place: undefined })).toBe("unseen");
});

test("a process without a known start may be any of its number", () => {
  expect(lifeOf({ ...ownIdentity(), started: undefined })).toBe("unseen");
});

test.runIf(process.platform === "linux")("a stopped process runs; one that waits to be buried does not", async () => {
  const stopped = spawn("sleep", ["60"]);
  const { pid: stoppedPid = 0 } = stopped;
  await once(stopped, "spawn");
  stopped.kill("SIGSTOP");
  expect(isRunning(stoppedPid)).toBe(true);
  stopped.kill("SIGKILL");
  await once(stopped, "exit");
  // A parent that never asks what became of its child: the shell would, so the child waits until that has become sleep.
  const becameSleep = 'until [ "$(cat /proc/$$/comm)" = sleep ]; do :; done';
  const parent = spawn("sh", ["-c", `(${becameSleep}) & echo $!; exec sleep 60`]);
  const [line] = await once(parent.stdout, "data");
  const child = Number(String(line));
  while (!/\) Z/.test(readFileSync(`/proc/${child}/stat`, "latin1"))) await new Promise(setImmediate);
  expect(isRunning(child)).toBe(false);
  parent.kill("SIGKILL");
  await once(parent, "exit");
});

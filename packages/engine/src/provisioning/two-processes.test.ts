import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeMachine, fakeMachine } from "../../test/provisioning/fake-installers.ts";
import { startFetchProcess } from "../../test/provisioning/fetch-process.ts";
import { tinyWheel } from "../../test/provisioning/tiny-wheel.ts";
import { fetchWheel } from "./fetch-wheel.ts";

const tiny = tinyWheel();
const halfway = (line: Record<string, unknown>) => line.phase === "download" && Number(line.receivedBytes) > 0;

let machine: FakeMachine;
beforeEach(async () => {
  machine = await fakeMachine();
});
afterEach(() => machine.remove());

test("two processes that want the same wheel share one download, and the second shows that it waits", async () => {
  await machine.addPip({ deliver: tiny, waitHalfway: true });
  const first = startFetchProcess();
  await first.line(halfway);
  const second = startFetchProcess();
  const waiting = await second.line(({ phase }) => phase === "wait");
  expect(waiting.detail).toBe(`process ${first.child.pid} is fetching it`);
  await machine.release();
  const folders = await Promise.all([first, second].map(({ line }) => line(({ folder }) => folder !== undefined)));
  expect(folders).toEqual([
    { folder: path.join(machine.cache, "tiny-1.0") },
    { folder: path.join(machine.cache, "tiny-1.0") },
  ]);
  expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
  expect(machine.calls()).toHaveLength(1);
  expect(await readdir(machine.cache)).toEqual(["tiny-1.0"]);
});

test("a download that was killed leaves nothing that a later one takes for whole", async () => {
  await machine.addPip({ deliver: tiny, waitHalfway: true });
  const killed = startFetchProcess();
  await killed.line(halfway);
  killed.child.kill("SIGKILL");
  await killed.ended;
  const left = await readdir(machine.cache);
  expect(left).toHaveLength(2);
  expect(left).toContain(".tiny-1.0.lock");

  await machine.addPip({ deliver: tiny });
  const folder = await fetchWheel(tiny.wheel, {
    destination: "tiny-1.0",
    extract: (name) => (name === "tiny/code.py" ? "code.py" : undefined),
  });
  expect(await readFile(path.join(folder, "code.py"), "utf8")).toBe("x = 1\n");
  expect(machine.calls()).toHaveLength(2);
  expect(await readdir(machine.cache)).toEqual(["tiny-1.0"]);
});

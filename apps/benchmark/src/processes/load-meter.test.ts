import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { familySeconds, parseProcessStat, parseStat, processorTime } from "./load-meter.ts";

const stat = `cpu  500 0 0 0 0 0 0 0 0 0
cpu0 100 20 30 400 50 6 7 8 90 10
cpu1 200 0 0 100 0 0 0 0 0 0
intr 1`;

test("adds up the cores that count: stolen time is busy, waiting is not, guests are in user already", () => {
  expect(parseStat(stat, [0])).toEqual({ busy: expect.closeTo(1.71), available: expect.closeTo(6.21) });
  expect(parseStat(stat, [0, 1]).busy).toBeCloseTo(3.71);
  expect(() => parseStat(stat, [2])).toThrow("no cpu2");
});

test("reads a process's time and that of its ended children past its name, whatever that is", () => {
  const text = "42 (my (odd) name) S 7 42 42 0 -1 4194304 100 0 0 0 250 50 30 20 20 0 7 0 100 0 0";
  expect(parseProcessStat(text)).toEqual({ pid: 42, parent: 7, seconds: 3.5 });
});

test("adds up a process, its children and theirs, in whatever order they are listed", () => {
  const processes = [
    { pid: 30, parent: 20, seconds: 4 },
    { pid: 10, parent: 1, seconds: 1 },
    { pid: 20, parent: 10, seconds: 2 },
    { pid: 40, parent: 1, seconds: 8 },
  ];
  expect(familySeconds(10, processes)).toBe(7);
  expect(familySeconds(30, processes)).toBe(4);
});

test("counts the time of a child, alive or ended, where there is /proc", async () => {
  const before = processorTime(undefined);
  if (process.platform !== "linux") return expect(before).toBeUndefined();
  expect(before?.available).toBeGreaterThanOrEqual(before?.busy ?? Number.NaN);
  const work = "const end = process.cpuUsage().user + 3e5; while (process.cpuUsage().user < end); console.log('done');";
  const child = spawn(process.execPath, ["-e", `${work} process.stdin.resume()`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const own = () => (processorTime(undefined)?.own ?? Number.NaN) - (before?.own ?? Number.NaN);
  expect(own()).toBeGreaterThan(0.28);
  child.kill();
  await once(child, "exit");
  expect(own()).toBeGreaterThan(0.28);
});

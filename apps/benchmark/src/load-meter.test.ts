import { expect, test } from "vitest";
import { parseProcessStat, parseStat, processorTime } from "./load-meter.ts";

const stat = `cpu  500 0 0 0 0 0 0 0 0 0
cpu0 100 20 30 400 50 6 7 8 90 10
cpu1 200 0 0 100 0 0 0 0 0 0
intr 1`;

test("adds up the cores that count: stolen time is busy, waiting is not, guests are in user already", () => {
  expect(parseStat(stat, [0])).toEqual({ busy: expect.closeTo(1.71), available: expect.closeTo(6.21) });
  expect(parseStat(stat, [0, 1]).busy).toBeCloseTo(3.71);
  expect(() => parseStat(stat, [2])).toThrow("no cpu2");
});

test("reads a process's time past its name, whatever that is", () => {
  const text = "42 (my (odd) name) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 7 0 100 0 0";
  expect(parseProcessStat(text)).toBe(3);
});

test("sees the time of this process among all where there is /proc", () => {
  const time = processorTime([process.pid], undefined);
  if (process.platform !== "linux") return expect(time).toBeUndefined();
  expect(time?.own).toBeGreaterThan(0);
  expect(time?.available).toBeGreaterThanOrEqual(time?.busy ?? Number.NaN);
});

test("knows nothing of a process that is not there", () => {
  expect(processorTime([-1], undefined)).toBeUndefined();
});

import { describe, expect, test } from "vitest";
import { Throughput } from "./throughput.ts";

describe("Throughput", () => {
  test("leaves the first step, which traces, out of the rate", () => {
    const throughput = new Throughput();
    expect(throughput.step(0, 32, 10)).toBe(3.2); // there is no other yet
    expect(throughput.step(0, 32, 0.5)).toBe(64);
    expect(throughput.imagesPerSecond).toBe(64);
  });

  test("measures each epoch anew: what a step does may change with it", () => {
    const throughput = new Throughput();
    for (let done = 1; done <= 10; done++) throughput.step(0, 32, 0.1);
    throughput.step(1, 32, 10); // traces again
    expect(throughput.imagesPerSecond).toBeCloseTo(320);
    for (let done = 2; done <= 10; done++) throughput.step(1, 32, 1);
    expect(throughput.imagesPerSecond).toBeCloseTo(32);
  });
});

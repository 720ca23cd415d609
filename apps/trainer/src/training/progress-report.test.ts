import { describe, expect, test } from "vitest";
import { recordedTerminal } from "../../test/recorded-terminal.ts";
import { ProgressReport } from "./progress-report.ts";

const options = { epochs: 2, stepsPerEpoch: 10, logInterval: 5 };
const step = (done: number, epoch = 0) => ({ epoch, step: done, images: 32, loss: 0.5, accuracy: 0.75 });

const severalLabels = {
  epoch: 2,
  step: 20,
  trainLoss: 1.5,
  trainAccuracy: 0.75,
  learningRate: 0.1,
  imagesPerSecond: 32,
  seconds: 15,
  valLoss: 0.4,
  valAccuracy: 0.25,
};

describe("ProgressReport", () => {
  test("updates the live line at every step, within the width", () => {
    const terminal = recordedTerminal({ live: true, columns: 60 });
    const report = new ProgressReport(terminal, options);
    for (let done = 1; done <= 3; done++) report.step(step(done), 0.1);
    expect(terminal.lines).toEqual([]);
    expect(terminal.updates).toHaveLength(3);
    for (const line of terminal.updates) expect(line.length).toBeLessThan(60);
  });

  test("prints a plain line now and then where there is no live line", () => {
    const terminal = recordedTerminal();
    const report = new ProgressReport(terminal, options);
    for (let done = 1; done <= 10; done++) report.step(step(done), 0.1);
    expect(terminal.lines).toHaveLength(2);
    expect(terminal.lines[1]).toMatch(/^epoch 1\/2 .* 100% {2}320 img\/s {2}loss 0\.500 {2}acc 75\.0% {2}ETA 1s$/);
  });

  test("leaves the first step, which traces, out of the rate", () => {
    const report = new ProgressReport(recordedTerminal(), options);
    report.step(step(1), 10);
    expect(report.imagesPerSecond).toBe(3.2); // there is no other yet
    report.step(step(2), 0.5);
    expect(report.imagesPerSecond).toBe(64);
  });

  test("measures each epoch anew: what a step does may change with it", () => {
    const report = new ProgressReport(recordedTerminal(), options);
    for (let done = 1; done <= 10; done++) report.step(step(done), 0.1);
    report.step(step(1, 1), 10); // traces again
    expect(report.imagesPerSecond).toBeCloseTo(320);
    for (let done = 2; done <= 10; done++) report.step(step(done, 1), 1);
    expect(report.imagesPerSecond).toBeCloseTo(32);
  });

  test("has no mAP to show where no image has any of the classes", () => {
    const terminal = recordedTerminal();
    new ProgressReport(terminal, options).epoch(severalLabels, { isBest: false, validationSeconds: 1 });
    expect(terminal.lines[0]).toContain("val loss 0.400 mAP – all right 25.0%");
  });

  test("shows mAP where images have several labels", () => {
    const terminal = recordedTerminal();
    new ProgressReport(terminal, options).epoch(
      { ...severalLabels, valMeanAveragePrecision: 0.8 },
      { isBest: false, validationSeconds: 1 },
    );
    expect(terminal.lines).toEqual([
      "epoch 2/2  train loss 1.500 acc 75.0%  val loss 0.400 mAP 80.0% all right 25.0%  32 img/s  15s",
    ]);
  });

  test("counts validation into the time that is left", () => {
    const terminal = recordedTerminal();
    const report = new ProgressReport(terminal, { ...options, logInterval: 10 });
    for (let done = 1; done <= 10; done++) report.step(step(done), 1);
    const metrics = {
      epoch: 1,
      step: 10,
      trainLoss: 0.5,
      trainAccuracy: 0.75,
      learningRate: 0.1,
      imagesPerSecond: 32,
      seconds: 15,
    };
    report.epoch(
      { ...metrics, valLoss: 0.4, valAccuracy: 0.8, valBalancedAccuracy: 0.7 },
      { isBest: true, validationSeconds: 20 },
    );
    expect(terminal.lines.at(-1)).toBe(
      "epoch 1/2  train loss 0.500 acc 75.0%  val loss 0.400 acc 80.0% balanced 70.0%  32 img/s  15s  ★ best",
    );
    for (let done = 1; done <= 10; done++) report.step(step(done, 1), 1);
    expect(terminal.lines.at(-1)).toContain("ETA 20s");
  });
});

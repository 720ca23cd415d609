import { describe, expect, test } from "vitest";
import { recordedTerminal } from "../../test/recorded-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { Throughput } from "../training/steps/throughput.ts";
import { type ProgressOptions, ProgressReport } from "./progress-report.ts";

const options = { epochs: 2, stepsPerEpoch: 10, logInterval: 5 };

/** A report that is told of steps as a training tells of them: with the rate that it measures. */
function reported(terminal: Terminal, settings: ProgressOptions = options) {
  const report = new ProgressReport(terminal, settings);
  const throughput = new Throughput();
  return {
    epoch: report.epoch.bind(report),
    step(done: number, seconds: number, epoch = 1) {
      const imagesPerSecond = throughput.step(epoch, 32, seconds);
      report.step({ epoch, step: done, images: 32, loss: 0.5, accuracy: 0.75, imagesPerSecond });
    },
  };
}

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
    const report = reported(terminal);
    for (let done = 1; done <= 3; done++) report.step(done, 0.1);
    expect(terminal.lines).toEqual([]);
    expect(terminal.updates).toHaveLength(3);
    for (const line of terminal.updates) expect(line.length).toBeLessThan(60);
  });

  test("prints a plain line now and then where there is no live line", () => {
    const terminal = recordedTerminal();
    const report = reported(terminal);
    for (let done = 1; done <= 10; done++) report.step(done, 0.1);
    expect(terminal.lines).toHaveLength(2);
    expect(terminal.lines[1]).toMatch(/^epoch 1\/2 .* 100% {2}320 img\/s {2}loss 0\.500 {2}acc 75\.0% {2}ETA 1s$/);
  });

  test("has no mAP to show where no image has any of the classes", () => {
    const terminal = recordedTerminal();
    reported(terminal).epoch(severalLabels, { isBest: false, validationSeconds: 1 });
    expect(terminal.lines[0]).toContain("val loss 0.400 mAP – all right 25.0%");
  });

  test("shows mAP where images have several labels", () => {
    const terminal = recordedTerminal();
    reported(terminal).epoch(
      { ...severalLabels, valMeanAveragePrecision: 0.8 },
      { isBest: false, validationSeconds: 1 },
    );
    expect(terminal.lines).toEqual([
      "epoch 2/2  train loss 1.500 acc 75.0%  val loss 0.400 mAP 80.0% all right 25.0%  32 img/s  15s",
    ]);
  });

  test("counts validation into the time that is left", () => {
    const terminal = recordedTerminal();
    const report = reported(terminal, { ...options, logInterval: 10 });
    for (let done = 1; done <= 10; done++) report.step(done, 1);
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
    for (let done = 1; done <= 10; done++) report.step(done, 1, 2);
    expect(terminal.lines.at(-1)).toContain("ETA 20s");
  });
});

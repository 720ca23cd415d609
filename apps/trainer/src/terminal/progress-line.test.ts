import { describe, expect, test } from "vitest";
import { countLine, progressBar, type TrainingProgress, trainingLine } from "./progress-line.ts";

const progress: TrainingProgress = {
  epoch: 3,
  epochs: 20,
  step: 25,
  steps: 40,
  imagesPerSecond: 312.4,
  loss: 0.41234,
  accuracy: 0.8712,
  secondsLeft: 83,
};

describe("trainingLine", () => {
  test("tells all where there is room", () => {
    expect(trainingLine(progress, 200)).toBe(
      "epoch  3/20  ━━━━━━━━━━━━━───────   62%  312 img/s  loss 0.412  acc 87.1%  ETA 1m 23s",
    );
  });

  test("names something else than the epoch where it is told to", () => {
    expect(trainingLine({ ...progress, label: "lr 0.01" }, 200)).toMatch(/^lr 0\.01 {2}━+─+ {3}62% .*ETA 1m 23s$/);
  });

  test("never is wider than the terminal, and drops the least important first", () => {
    for (let columns = 0; columns < 100; columns++) {
      expect(trainingLine(progress, columns).length).toBeLessThanOrEqual(columns);
    }
    expect(trainingLine(progress, 70)).toBe("epoch  3/20   62%  312 img/s  loss 0.412  acc 87.1%  ETA 1m 23s");
    expect(trainingLine(progress, 35)).toBe("epoch  3/20   62%  ETA 1m 23s");
    expect(trainingLine(progress, 8)).toBe("epoch  3");
  });
});

describe("countLine", () => {
  test("has a bar only where the end is known", () => {
    expect(countLine("fetching", 1, 4, 80, "1 MB of 4 MB")).toBe("fetching  ━━━━━───────────────   25%  1 MB of 4 MB");
    expect(countLine("looking", 1, undefined, 80)).toBe("looking");
  });
});

test("a bar stays within its width", () => {
  expect([progressBar(-1, 4), progressBar(0.5, 4), progressBar(2, 4)]).toEqual(["────", "━━──", "━━━━"]);
});

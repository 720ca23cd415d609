/** A row that is added to a table of @tresnet/training is an option of the trainer, with nothing else changed. */
import { multiLabelFiles, syntheticData } from "@tresnet/data";
import type { LossRow, OptimizerRow, ScheduleRow } from "@tresnet/training";
import { expect, test, vi } from "vitest";
import { resolveOptions } from "../options/resolve-options.ts";

vi.mock("@tresnet/training", async (importOriginal) => {
  const original = await importOriginal<typeof import("@tresnet/training")>();
  const still: OptimizerRow = {
    summary: "never moves",
    usualLearningRate: { text: "0.5", of: () => 0.5 },
    usualWeightDecay: 0.25,
    takesMomentum: true,
    create: ({ momentum }) => Object.assign(original.sgd({ momentum }), { kind: "still" }),
  };
  const half: ScheduleRow = {
    takesWarmup: true,
    takesLeast: false,
    create:
      ({ learningRate, warmupSteps }) =>
      (step) => ({ learningRate: step < warmupSteps ? 0 : learningRate / 2 }),
  };
  const nothing: LossRow = {
    labels: "several",
    isUsual: false,
    usualSmoothing: 0.125,
    create: (settings) => ({ ...original.losses.bce.create(settings), expected: `smoothing ${settings.smoothing}` }),
  };
  return {
    ...original,
    optimizers: { ...original.optimizers, still },
    schedules: { ...original.schedules, half },
    losses: { ...original.losses, nothing },
  };
});

const { trainTable } = await import("../settings/train-options.ts");
const { optimizerOf, peakLearningRate, scheduleOf } = await import("./optimization.ts");
const { checkLoss, objectiveOf } = await import("./objective-of.ts");
const { infoOf } = await import("../options/option.ts");

const options = (values: Record<string, unknown>) => resolveOptions(trainTable, [{ source: "test", values }]);

test("an optimizer", () => {
  const settings = options({ opt: "still", epochs: 2 });
  expect(peakLearningRate(settings)).toBe(0.5);
  expect(optimizerOf(settings)).toHaveProperty("kind", "still");
  const { opt, lr, momentum, weightDecay } = trainTable.shape;
  expect(infoOf(opt).help).toContain("sgd: with Nesterov momentum; momentum: without; still: never moves");
  expect(infoOf(lr).defaultText).toMatch(/0\.001 for adamw, 0\.5 for still$/);
  expect(infoOf(weightDecay).defaultText).toBe("0.0001 for sgd and momentum, 0.01 for adamw, 0.25 for still");
  expect(infoOf(momentum).help).toBe("of sgd, momentum and still");
});

test("a schedule", () => {
  const at = scheduleOf(options({ sched: "half", lr: 1, epochs: 3, warmupEpochs: 1 }), 10);
  expect([9, 10, 29].map((step) => at(step).learningRate)).toEqual([0, 0.5, 0.5]);
  expect(infoOf(trainTable.shape.warmupEpochs).help).toContain("of cosine, drops and half");
});

test("a loss", () => {
  const several = multiLabelFiles("several", ["a", "b"], [{ path: "x.png", labels: [0, 1] }]);
  const { train } = syntheticData({ seed: 0 });
  expect(objectiveOf(options({ loss: "nothing" }), several).expected).toBe("smoothing 0.125");
  expect(objectiveOf(options({ loss: "nothing", smoothing: 0.5 }), several).expected).toBe("smoothing 0.5");
  expect(() => checkLoss(options({ loss: "nothing" }), train)).toThrow("--loss: expected ce, since every image");
  expect(() => checkLoss(options({ loss: "ce" }), several)).toThrow(
    "expected asl, bce, focal or nothing, since images",
  );
});

import * as tf from "@tensorflow/tfjs-core";
import { type Module, Weight, weightsOf, zeros } from "@tresnet/blocks";
import { expect, test } from "vitest";
import { sgd } from "../optimizers/sgd.ts";
import { createTrainStep } from "../step/train-step.ts";
import { fcosObjective } from "./fcos.ts";

const pyramid = {
  levels: [
    { height: 2, width: 3, stride: 8 },
    { height: 1, width: 2, stride: 16 },
  ],
};
const locations = 8;

/** Targets of two images without any box; what they say of boxes is nothing. */
function background(): Float32Array {
  return Float32Array.from({ length: 2 * locations * 6 }, (_, index) => (index % 6 === 0 ? -1 : Number.NaN));
}

/** Targets of which location 1 of the first image has a box of this class. */
function oneBox(label: number): Float32Array {
  const values = background();
  values.set([label, 0.5, 0.25, 1, 0.75, 0.4], 6);
  return values;
}

const targetsOf = (values: Float32Array) => tf.tensor3d(values, [2, locations, 6]);

/** Answers that are the same for all images. */
class Answers implements Module {
  readonly answers: Weight<tf.Rank.R3>;

  constructor(classes: number) {
    this.answers = new Weight<tf.Rank.R3>([1, locations, classes + 5], zeros);
    this.answers.initialize([0, 0]);
  }

  forward(x: tf.Tensor4D): tf.Tensor3D {
    return tf.tile(this.answers.variable, [x.shape[0], 1, 1]);
  }
}

test.each([1, 4])(
  "with %i classes a batch without boxes has a finite loss and gradient, of its classes alone",
  (classes) => {
    tf.tidy(() => {
      const objective = fcosObjective({ numClasses: classes, pyramid });
      const outputs = tf.randomNormal<tf.Rank.R3>([2, locations, classes + 5], 0, 1, "float32", 3);
      for (const form of ["torchvision", "mmdet"] as const) {
        const { parts, loss } = fcosObjective({ numClasses: classes, pyramid, form });
        const [focal = 0, boxes, centerness] = (parts?.losses(outputs, targetsOf(background())) ?? []).map(
          (part) => part.dataSync()[0],
        );
        expect([boxes, centerness]).toEqual([0, 0]);
        expect(focal).toBeGreaterThan(0);
        expect(loss(outputs, targetsOf(background())).dataSync()[0]).toBeCloseTo(focal, 4);
      }
      const gradient = tf.grad((x: tf.Tensor) => objective.loss(tf.reshape(x, outputs.shape), targetsOf(background())))(
        outputs,
      );
      const [ofClasses, ofBoxes] = tf.split(gradient, [classes, 5], 2);
      expect(ofClasses?.dataSync().every((value) => Number.isFinite(value) && value !== 0)).toBe(true);
      expect(ofBoxes?.dataSync().every((value) => value === 0)).toBe(true);
    });
  },
);

test("a box at its location is worth nothing where it is answered right, and wrong boxes are worth something", () => {
  tf.tidy(() => {
    const { parts } = fcosObjective({ numClasses: 2, pyramid });
    const answer = (ltrb: readonly number[]) => {
      const rows = Array.from({ length: 2 * locations }, () => [-20, -20, ...ltrb, 0]);
      rows[1] = [-20, 20, ...ltrb, 0];
      return tf.tensor3d(rows.flat(), [2, locations, 7]);
    };
    const lossesOf = (ltrb: readonly number[]) =>
      parts?.losses(answer(ltrb), targetsOf(oneBox(1))).map((part) => part.dataSync()[0] ?? Number.NaN) ?? [];
    const [focal = 1, boxes = 1, centerness = 0] = lossesOf([0.5, 0.25, 1, 0.75]);
    expect(focal).toBeLessThan(1e-6);
    expect(boxes).toBeLessThan(1e-5);
    expect(centerness).toBeCloseTo(Math.log(2), 5);
    expect(lossesOf([0.5, 0.25, 1, 1.75])[1]).toBeCloseTo(0.5, 5); // twice as large: IoU ½
    expect(lossesOf([0, 0, 0, 0])[1]).toBeCloseTo(1, 5);
  });
});

test("a step reports the parts of its loss and learns a box, with one class too", async () => {
  const model = new Answers(1);
  const step = createTrainStep({ model, objective: fcosObjective({ numClasses: 1, pyramid }), optimizer: sgd({}) });
  const [images, targets] = [tf.zeros<tf.Rank.R4>([2, 4, 4, 3]), targetsOf(oneBox(0))];
  model.answers.assign(Float32Array.from({ length: locations * 6 }, (_, i) => (i % 6 > 0 && i % 6 < 5 ? 0.6 : 0)));
  const first = await step.run(images, targets, 0.1);
  expect(Object.keys(first.parts ?? {})).toEqual(["classification", "boxRegression", "centerness"]);
  const sum = Object.values(first.parts ?? {}).reduce((total, part) => total + part, 0);
  expect(first.loss).toBeCloseTo(sum, 4);
  expect(first.correct).toBe(0);
  for (let count = 0; count < 60; count++) await step.run(images, targets, 0.1);
  const last = await step.run(images, targets, 0.1);
  for (const [name, value] of Object.entries(last.parts ?? {})) {
    expect(value, name).toBeLessThan(first.parts?.[name] ?? 0);
  }
  step.dispose();
  tf.dispose([images, targets, ...weightsOf(model).values()]);
});

test.each([2, -2, Number.NaN])(
  "a class of %d among two stops the step, which names it and changes nothing",
  async (label) => {
    const model = new Answers(2);
    const step = createTrainStep({ model, objective: fcosObjective({ numClasses: 2, pyramid }), optimizer: sgd({}) });
    const values = background();
    values.set([label, 1, 1, 1, 1, 1], (locations + 3) * 6);
    const [images, targets] = [tf.zeros<tf.Rank.R4>([2, 4, 4, 3]), targetsOf(values)];
    await expect(step.run(images, targets, 0.1)).rejects.toThrow(
      `expected classes of boxes from 0 to 1, or -1 for none, got ${label} for image 1`,
    );
    expect(model.answers.variable.dataSync().every((value) => value === 0)).toBe(true);
    step.dispose();
    tf.dispose([images, targets, ...weightsOf(model).values()]);
  },
);

test("takes targets of its own pyramid only", () => {
  const { accepts, expected } = fcosObjective({ numClasses: 2, pyramid });
  const shapes = [
    [2, 8, 6],
    [1, 8, 6],
    [2, 7, 6],
    [2, 8, 5],
  ];
  const verdicts = shapes.map((shape) => tf.tidy(() => accepts(tf.zeros(shape), 2)));
  expect(verdicts).toEqual([true, false, false, false]);
  expect(expected).toBe("targets float32 [n, 8, 6]");
});

test.each([
  { numClasses: 0, pyramid },
  { numClasses: 1.5, pyramid },
  { numClasses: 2, pyramid: { levels: [] } },
  { numClasses: 2, pyramid: { levels: [{ height: 0, width: 3, stride: 8 }] } },
])("refuses %j", (options) => {
  expect(() => fcosObjective(options)).toThrow("fcosObjective: expected classes and levels of whole sizes from 1");
});

/** Binary cross entropy, focal and asymmetric loss: golden values, slopes, extreme logits, bfloat16, bad input. */
import * as tf from "@tensorflow/tfjs-core";
import { ShapeError, trace } from "@tresnet/engine";
import {
  expectParity,
  fixturePath,
  type Golden,
  goldenCases,
  noise,
  readGolden,
  readGoldenJson,
} from "@tresnet/vitest";
import { describeOperation, type OperationCase } from "@tresnet/vitest/operation-contract";
import { describe, expect, test } from "vitest";
import { asymmetricLoss, binaryCrossEntropy, focalLoss } from "../src/index.ts";

type Loss = (logits: tf.Tensor2D, targets: tf.Tensor2D) => tf.Tensor2D;

/** fixtures/README.md: PyTorch itself, in float32, is up to 3e-6 off. */
const tolerance = 2e-5;

const golden = (name: string) => readGolden(fixturePath("ops", `${name}.safetensors`));

function matrix(file: Golden, name: string): tf.Tensor2D {
  const { values, shape } = file.get(name);
  return tf.tensor2d(values, [shape[0] ?? 0, shape[1] ?? 0]);
}

/** What stands in the file's tensor names where the pattern has its group. */
function tagsIn(file: Golden, pattern: RegExp): string[] {
  return file.names.flatMap((name) => pattern.exec(name)?.[1] ?? []);
}

function evaluate(loss: Loss, x: tf.Tensor2D, y: tf.Tensor2D) {
  const { value, grad } = tf.valueAndGrad((logits: tf.Tensor) => tf.sum(loss(logits as tf.Tensor2D, y)))(x);
  return { elem: loss(x, y).dataSync(), sum: value.dataSync(), dx: grad.dataSync() };
}

function expectGolden(file: Golden, prefix: string, actual: Readonly<Record<string, ArrayLike<number>>>): void {
  for (const [name, values] of Object.entries(actual)) {
    expectParity(`ops/${file.name}`, `${prefix}${name}`, values, file.get(`${prefix}${name}`).values, tolerance);
  }
}

describe("golden values", async () => {
  interface Variant {
    readonly gamma_neg: number;
    readonly gamma_pos: number;
    readonly clip: number;
  }
  const readVariants = () => readGoldenJson<{ asl_variants: Record<string, Variant> }>("ops", "ops.json").asl_variants;
  const optionsOf = (tag: string) => {
    const variant = readVariants()[tag];
    if (variant === undefined) throw new Error(`ops.json has no variant "${tag}"`);
    return { gammaNegative: variant.gamma_neg, gammaPositive: variant.gamma_pos, clip: variant.clip };
  };

  test.each(await goldenCases(() => Object.keys(readVariants()), "no golden files"))(
    "asymmetricLoss %s",
    async (tag) => {
      const file = await golden("asl");
      const options = optionsOf(tag);
      tf.tidy(() => {
        const [x, y] = [matrix(file, "x"), matrix(file, "y")];
        expectGolden(
          file,
          `${tag}.`,
          evaluate((a, b) => asymmetricLoss(a, b, { ...options, constantFocus: false }), x, y),
        );
        const constant = evaluate((a, b) => asymmetricLoss(a, b, options), x, y);
        expectGolden(file, `${tag}.`, { elem: constant.elem, "detach.dx": constant.dx });
      });
    },
  );

  const saturated = await goldenCases(async () => tagsIn(await golden("asl"), /^extreme\.(.*)\.exact\.elem$/), "none");
  test.each(saturated)("asymmetricLoss %s of saturated logits", async (tag) => {
    const file = await golden("asl");
    const options = optionsOf(tag);
    tf.tidy(() => {
      const loss: Loss = (a, b) => asymmetricLoss(a, b, { ...options, constantFocus: false });
      const { elem, dx } = evaluate(loss, matrix(file, "extreme.x"), matrix(file, "extreme.y"));
      expectGolden(file, `extreme.${tag}.exact.`, { elem, dx });
    });
  });

  const focused = await goldenCases(async () => tagsIn(await golden("focal"), /^(.*)\.elem$/), "none");
  test.each(focused)("focalLoss %s", async (tag) => {
    const file = await golden("focal");
    // a25g2: alpha in hundredths, then gamma.
    const [, percent, gamma] = /^(?:a([\d.]+)|noalpha_)g([\d.]+)$/.exec(tag) ?? [];
    const options = { alpha: percent === undefined ? "none" : Number(percent) / 100, gamma: Number(gamma) } as const;
    tf.tidy(() => {
      const { elem, sum, dx } = evaluate((a, b) => focalLoss(a, b, options), matrix(file, "x"), matrix(file, "y"));
      expectGolden(file, `${tag}.`, { elem, sum, dx_of_sum: dx });
    });
  });

  test("binaryCrossEntropy, with a weight per class, and of saturated logits", async () => {
    const file = await golden("bce");
    tf.tidy(() => {
      const plain = evaluate(binaryCrossEntropy, matrix(file, "x"), matrix(file, "y"));
      expectGolden(file, "plain.", { elem: plain.elem, sum: plain.sum, dx_of_sum: plain.dx });
      const positiveWeight = tf.tensor1d(file.get("pos_weight").values);
      const weighted: Loss = (a, b) => binaryCrossEntropy(a, b, { positiveWeight });
      const { elem, dx } = evaluate(weighted, matrix(file, "x"), matrix(file, "y"));
      expectGolden(file, "pos_weight.", { elem, dx_of_sum: dx });
      const extreme = evaluate(binaryCrossEntropy, matrix(file, "extreme.x"), matrix(file, "extreme.y"));
      expectGolden(file, "extreme.", { elem: extreme.elem, dx_of_sum: extreme.dx });
    });
  });
});

test("the defaults are those of the papers", () => {
  tf.tidy(() => {
    const x = tf.tensor2d(noise(15, 3, -1.2, 3), [5, 3]);
    const valuesOf = (loss: Loss) => [...evaluate(loss, x, softTargets()).dx];
    expect(valuesOf(focalLoss)).toEqual(valuesOf((a, b) => focalLoss(a, b, { alpha: 0.25, gamma: 2 })));
    const coco = { gammaNegative: 4, gammaPositive: 0, clip: 0.05, constantFocus: true };
    expect(valuesOf(asymmetricLoss)).toEqual(valuesOf((a, b) => asymmetricLoss(a, b, coco)));
  });
});

const losses: Readonly<Record<string, Loss>> = {
  binaryCrossEntropy,
  "binaryCrossEntropy, positives weighted": (x, y) => binaryCrossEntropy(x, y, { positiveWeight: 3 }),
  focalLoss,
  "asymmetricLoss, constant focus": asymmetricLoss,
  "asymmetricLoss, no focus on negatives": (x, y) => asymmetricLoss(x, y, { gammaNegative: 0 }),
  "asymmetricLoss, whole gradient": (x, y) =>
    asymmetricLoss(x, y, { gammaNegative: 3, gammaPositive: 1, constantFocus: false }),
  "asymmetricLoss, small exponents": (x, y) =>
    asymmetricLoss(x, y, { gammaNegative: 0.3, gammaPositive: 0.5, clip: 0.2, constantFocus: false }),
  "asymmetricLoss, no clip": (x, y) => asymmetricLoss(x, y, { clip: 0, gammaPositive: 1, constantFocus: false }),
};

/**
 * Soft targets too; logits whose probabilities keep away from the kinks at the clips 0.05 and 0.2, x = -2.94 and -1.39.
 */
const smooth: OperationCase["inputs"] = { x: { shape: [5, 3], values: noise(15, 3, -1.2, 3) } };
const softTargets = () => tf.tensor2d([1, 0, 0, 0, 1, 0.3, 1, 1, 0, 0, 0, 0, 0.75, 1, 0], [5, 3]);
const differentiable = Object.entries(losses).filter(([name]) => !name.endsWith("constant focus"));
for (const [name, loss] of differentiable) {
  describeOperation(name, {
    "[5,3]": { inputs: smooth, step: 3e-3, run: (x) => loss(x as tf.Tensor2D, softTargets()) },
  });
}

describe.each(Object.entries(losses))("%s", (_, loss) => {
  const extremes = [-100, -90, -50, -20, -1e-3, 0, 1e-3, 20, 50, 90, 100, 1e4, -1e4];
  const x = () => tf.tensor2d([...extremes, ...extremes], [2, extremes.length]);
  const y = () => tf.tensor2d([...extremes.map(() => 0), ...extremes.map(() => 1)], [2, extremes.length]);

  test("is finite for logits of any size, and so are its gradients", () => {
    tf.tidy(() => {
      const { elem, dx } = evaluate(loss, x(), y());
      expect([...elem, ...dx].every(Number.isFinite)).toBe(true);
      expect([...elem].every((value) => value >= 0)).toBe(true);
      // Positives that the model is sure to miss are still pulled at with full strength.
      const missed = extremes.length + extremes.indexOf(-100);
      expect(elem[missed]).toBeGreaterThan(20);
      expect(dx[missed]).toBeLessThan(-0.2);
    });
  });

  test.each(["float32", "bfloat16"] as const)("is as exact after a matrix product traced in %s", async (precision) => {
    // A product with the unit matrix is exact in bfloat16 for logits that bfloat16 can hold.
    const logits = [-100, -88, -20, -8.5, -4, -0.5, 0, 0.5, 4, 8.5, 20, 88, 100];
    const inputs = tf.tidy(() => ({
      x: tf.tensor2d([...logits, ...logits], [2, logits.length]),
      unit: tf.eye(logits.length),
      y: tf.tensor2d([...logits.map(() => 0), ...logits.map(() => 1)], [2, logits.length]),
    }));
    const step = (a: tf.Tensor2D, b: tf.Tensor2D, targets: tf.Tensor2D) => {
      const run = (left: tf.Tensor) => loss(tf.matMul(left as tf.Tensor2D, b), targets);
      return [run(a), tf.grad((left) => tf.sum(run(left)))(a)];
    };
    const traced = trace(step, { precision });
    const results = await traced(inputs.x, inputs.unit, inputs.y);
    const eager = tf.tidy(() => evaluate(loss, inputs.x, inputs.y));
    // The gradient leaves through a matrix product: 8 bits in bfloat16, 2⁻⁹ of each value.
    const rounding = precision === "bfloat16" ? 2 ** -8 : 1e-5;
    const [elem = [], dx = []] = results.map((result) => [...result.dataSync()]);
    expect(elem).toHaveLength(2 * logits.length);
    elem.forEach((value, i) => {
      expect(Math.abs(value - (eager.elem[i] ?? 0))).toBeLessThanOrEqual(1e-5 * Math.abs(eager.elem[i] ?? 0) + 1e-30);
    });
    dx.forEach((value, i) => {
      expect(Math.abs(value - (eager.dx[i] ?? 0))).toBeLessThanOrEqual(rounding * Math.abs(eager.dx[i] ?? 0) + 1e-30);
    });
    tf.dispose([inputs, results]);
    traced.dispose();
  });
});

test("what doesn't fit is named", () => {
  tf.tidy(() => {
    const [x, y] = [tf.zeros<tf.Rank.R2>([2, 3]), tf.zeros<tf.Rank.R2>([2, 3])];
    expect(() => binaryCrossEntropy(x, tf.zeros([2, 4]))).toThrow(ShapeError);
    expect(() => focalLoss(x, tf.zeros([3, 3]))).toThrow(
      "focalLoss: targets must be float32 [2, 3], got float32 [3, 3]",
    );
    expect(() => asymmetricLoss(x, tf.zeros([2, 3], "int32"))).toThrow("targets must be float32 [2, 3], got int32");
    expect(() => binaryCrossEntropy(x, y, { positiveWeight: tf.ones([2]) })).toThrow(
      "positiveWeight must be float32 [3], got float32 [2]",
    );
    expect(() => asymmetricLoss(x, y, { clip: 1 })).toThrow(
      "asymmetricLoss: clip must be at least 0 and below 1, got 1",
    );
    expect(() => asymmetricLoss(x, y, { gammaNegative: -1 })).toThrow(
      "gammaNegative must be a finite number of 0 or more",
    );
    expect(() => focalLoss(x, y, { gamma: Number.NaN })).toThrow("focalLoss: gamma must be 0 or more, got NaN");
    expect(() => focalLoss(x, y, { alpha: 2 })).toThrow("focalLoss: alpha must be from 0 to 1, got 2");
  });
});

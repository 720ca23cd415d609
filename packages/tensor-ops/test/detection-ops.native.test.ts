/** Group norm and the generalized IoU's loss: golden values, slopes, borders, bfloat16, bad input. */
import * as tf from "@tensorflow/tfjs-core";
import { ShapeError, trace } from "@tresnet/engine";
import { expectParity, fixturePath, type Golden, goldenCases, noise, readGolden, relativeError } from "@tresnet/vitest";
import { describeOperation } from "@tresnet/vitest/operation-contract";
import { describe, expect, test } from "vitest";
import { giouLoss, groupNorm } from "../src/index.ts";

/** float32 against float64, with sums in another order. */
const tolerance = 1e-5;

const golden = (name: string) => readGolden(fixturePath("detection", `${name}.safetensors`));

function load<R extends tf.Rank>(file: Golden, name: string): tf.Tensor<R> {
  const { values, shape } = file.get(name);
  return tf.tensor(values, shape as tf.ShapeMap[R]);
}

function expectGolden(file: Golden, actual: Readonly<Record<string, tf.Tensor | undefined>>): void {
  for (const [name, tensor] of Object.entries(actual)) {
    expectParity(`detection/${file.name}`, name, tensor?.dataSync() ?? [], file.get(name).values, tolerance);
  }
}

const casesOf = async () => (await golden("group_norm")).names.flatMap((name) => /^(.*)\.dy$/.exec(name)?.[1] ?? []);

describe("groupNorm", async () => {
  test.each(await goldenCases(casesOf, "no golden files"))("golden values and gradients, case %s", async (index) => {
    const file = await golden("group_norm");
    const groups = file.get(`${index}.groups`).values[0] ?? 0;
    tf.tidy(() => {
      const inputs = [
        load<tf.Rank.R4>(file, `${index}.x`),
        load<tf.Rank.R1>(file, `${index}.weight`),
        load<tf.Rank.R1>(file, `${index}.bias`),
      ] as const;
      const run = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
        groupNorm(x as tf.Tensor4D, weight as tf.Tensor1D, bias as tf.Tensor1D, { groups });
      const [dx, dWeight, dBias] = tf.grads(run)([...inputs], load(file, `${index}.dy`));
      const expected = { y: run(...inputs), dx, "d.weight": dWeight, "d.bias": dBias };
      expectGolden(file, Object.fromEntries(Object.entries(expected).map(([name, t]) => [`${index}.${name}`, t])));
    });
  });

  test("a map of one colour gives the offset, whatever its level", () => {
    tf.tidy(() => {
      const y = groupNorm(tf.fill([2, 3, 4, 6], 1e4), tf.fill([6], 3), tf.tensor1d([1, 2, 3, 4, 5, 6]), { groups: 2 });
      expect([...y.dataSync().subarray(0, 6)]).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });

  test("a far mean costs no precision: the variance is of what is left", () => {
    tf.tidy(() => {
      const near = tf.tensor4d(noise(96, 3), [1, 4, 6, 4]);
      const [scale, offset] = [tf.ones<tf.Rank.R1>([4]), tf.zeros<tf.Rank.R1>([4])];
      const [expected, actual] = [near, tf.add<tf.Tensor4D>(near, 1024)].map((x) =>
        groupNorm(x, scale, offset, { groups: 2 }).dataSync(),
      );
      expect(relativeError(actual ?? [], expected ?? [])).toBeLessThan(2e-4); // 1024 leaves noise 2^-14 steps
    });
  });

  test("statistics of a bfloat16 trace keep float32's precision", async () => {
    const [x, kernel] = [tf.tensor4d(noise(2 * 5 * 6 * 8, 4), [2, 5, 6, 8]), tf.tensor4d(noise(64, 5), [1, 1, 8, 8])];
    const vectors = [tf.ones<tf.Rank.R1>([8]), tf.zeros<tf.Rank.R1>([8])] as const;
    const run = (images: tf.Tensor4D) => groupNorm(tf.conv2d(images, kernel, 1, "same"), ...vectors, { groups: 4 });
    const traced = trace(run, { precision: "bfloat16" });
    const y = await traced(x);
    const sums = tf.tidy(() => tf.mean(tf.reshape(y, [2, 30, 4, 2]), [1, 3]).dataSync());
    for (const mean of sums) expect(Math.abs(mean)).toBeLessThan(1e-5);
    tf.dispose([x, kernel, ...vectors, y]);
    traced.dispose();
  });

  test.each([0, 4, 1.5])("refuses %d groups of 6 channels, and vectors of another length", (groups) => {
    tf.tidy(() => {
      const x = tf.zeros<tf.Rank.R4>([1, 2, 2, 6]);
      const vector = tf.zeros<tf.Rank.R1>([6]);
      expect(() => groupNorm(x, vector, vector, { groups })).toThrow(ShapeError);
      expect(() => groupNorm(x, vector, vector, { groups })).toThrow(
        `groups must divide the 6 channels, got ${groups}`,
      );
      expect(() => groupNorm(x, tf.zeros([5]), vector, { groups: 2 })).toThrow("scale must be float32 [6]");
    });
  });
});

const parts = (channels: number) => ({
  scale: { shape: [channels], values: noise(channels, 12, 0.5, 1.5) },
  offset: { shape: [channels], values: noise(channels, 13) },
});
describeOperation(
  "groupNorm",
  Object.fromEntries(
    (
      [
        [[2, 3, 5, 6], 3],
        [[2, 3, 5, 6], 1],
        [[1, 4, 2, 4], 4],
        [[3, 1, 1, 8], 2],
      ] as const
    ).map(([shape, groups]) => [
      `[${shape}] in ${groups}`,
      {
        inputs: {
          x: {
            shape,
            values: noise(
              shape.reduce<number>((size, length) => size * length, 1),
              11,
              -1,
              2,
            ),
          },
          ...parts(shape[3]),
        },
        run: (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) =>
          groupNorm(x as tf.Tensor4D, scale as tf.Tensor1D, offset as tf.Tensor1D, { groups }),
      },
    ]),
  ),
);

/** Boxes of 3 to 9 pixels around each other: some apart, some inside, no sides that meet. */
function boxes(count: number, seed: number): Float32Array {
  const places = noise(2 * count, seed, 0, 8);
  const sizes = noise(2 * count, seed + 1, 3, 9);
  return Float32Array.from({ length: 4 * count }, (_, at) => {
    const pair = 2 * Math.floor(at / 4) + (at % 2);
    return (places[pair] ?? 0) + (at % 4 < 2 ? 0 : (sizes[pair] ?? 0));
  });
}

describe("giouLoss", () => {
  const evaluate = (predicted: tf.Tensor2D, targets: tf.Tensor2D) => ({
    loss: giouLoss(predicted, targets),
    "d.pred": tf.grad((boxes: tf.Tensor) => giouLoss(boxes as tf.Tensor2D, targets))(predicted),
  });

  test("golden values and gradients", async () => {
    const file = await golden("losses");
    tf.tidy(() => {
      const [predicted, targets] = [load<tf.Rank.R2>(file, "giou.pred"), load<tf.Rank.R2>(file, "giou.target")];
      const { loss, "d.pred": slope } = evaluate(predicted, targets);
      expectGolden(file, { "giou.loss": loss, "giou.d.pred": slope });
    });
  });

  test("golden values of boxes without an area, and a gradient that is finite", async () => {
    const file = await golden("losses");
    tf.tidy(() => {
      const predicted = load<tf.Rank.R2>(file, "giou.degenerate.pred");
      const { loss, "d.pred": slope } = evaluate(predicted, load(file, "giou.degenerate.target"));
      expectGolden(file, { "giou.degenerate.loss": loss });
      expect(slope.dataSync().every(Number.isFinite)).toBe(true);
    });
  });

  test("by hand: the same box, half of it, one beside it, one far away", () => {
    tf.tidy(() => {
      const targets = tf.tensor2d([0, 0, 10, 10, 0, 0, 10, 10, 0, 0, 10, 10, 0, 0, 10, 10], [4, 4]);
      const predicted = tf.tensor2d([0, 0, 10, 10, 0, 0, 10, 5, 10, 0, 20, 10, 1000, 0, 1010, 10], [4, 4]);
      const loss = giouLoss(predicted, targets).dataSync();
      expect(relativeError(loss, [0, 0.5, 1, 1 + 9900 / 10100])).toBeLessThan(1e-6);
    });
  });

  test("masked rows add nothing, whatever they hold; no boxes at all are no error", () => {
    tf.tidy(() => {
      const predicted = tf.tensor2d([0, 0, 0, 0, 1, 1, 5, 5], [2, 4]);
      const targets = tf.tensor2d([3, 3, 3, 3, 0, 0, 4, 4], [2, 4]);
      const masked = (rows: tf.Tensor) => tf.sum(tf.mul(giouLoss(rows as tf.Tensor2D, targets), [0, 1]));
      expect([...tf.grad(masked)(predicted).dataSync().subarray(0, 4)].map(Math.abs)).toEqual([0, 0, 0, 0]);
      expect(giouLoss(tf.zeros([0, 4]), tf.zeros([0, 4])).shape).toEqual([0]);
    });
  });

  test("refuses boxes of another form", () => {
    tf.tidy(() => {
      expect(() => giouLoss(tf.zeros([3, 5]), tf.zeros([3, 5]))).toThrow(ShapeError);
      expect(() => giouLoss(tf.zeros([3, 4]), tf.zeros([2, 4]))).toThrow("targets must be float32 [3, 4]");
    });
  });
});

describeOperation("giouLoss", {
  "12 boxes": {
    inputs: { predicted: { shape: [12, 4], values: boxes(12, 21) } },
    run: (predicted) => giouLoss(predicted as tf.Tensor2D, tf.tensor2d(boxes(12, 31), [12, 4])),
  },
});

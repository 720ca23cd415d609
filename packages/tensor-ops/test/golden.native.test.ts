/** Every op against the values and gradients that PyTorch and timm compute in float64. */
import * as tf from "@tensorflow/tfjs-core";
import { expectParity, fixturePath, type Golden, goldenCases, readGolden, relativeError } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import {
  averagePoolShortcut,
  batchNormInference,
  batchNormLeakyReluTraining,
  batchNormTraining,
  blurPool,
  labelSmoothingCrossEntropy,
  leakyRelu,
  relu,
  softmaxCrossEntropy,
  spaceToDepth,
  squeezeExcite,
} from "../src/index.ts";

/** fixtures/README.md: PyTorch itself, in float32, is up to 3e-6 off. */
const tolerance = 2e-5;

const golden = (name: string) => readGolden(fixturePath("ops", `${name}.safetensors`));
/** What stands in the file's tensor names where the pattern has its group. */
const tagsIn = (file: Golden, pattern: RegExp) => file.names.flatMap((name) => pattern.exec(name)?.[1] ?? []);
const cases = (file: Golden) => [...new Set(file.names.map((name) => name.split(".", 1)[0] ?? ""))];

/** Compares `actual` tensors with golden ones, by golden name. */
function expectGolden(file: Golden, actual: Readonly<Record<string, tf.Tensor>>): void {
  for (const [name, tensor] of Object.entries(actual)) {
    const { values, shape } = file.get(name);
    expect(tensor.size, `size of ${name} [${shape}]`).toBe(values.length);
    expectParity(`ops/${file.name}`, name, tensor.dataSync(), values, tolerance);
  }
}

function load<R extends tf.Rank>(file: Golden, name: string): tf.Tensor<R> {
  const { values, shape } = file.get(name);
  return tf.tensor(values, shape as tf.ShapeMap[R]);
}

/** Runs an op on x and differentiates it at the golden dy. */
function differentiate(run: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[], dy: tf.Tensor) {
  return { y: run(...inputs), gradients: tf.grads(run)(inputs, dy) };
}

describe.each<[string, (x: tf.Tensor4D) => tf.Tensor4D]>([
  ["space_to_depth", (x) => spaceToDepth(x, 4)],
  ["blurpool", blurPool],
  ["avgpool2", averagePoolShortcut],
])("%s", (name, op) => {
  test("values and gradients, even and odd sizes", async () => {
    const file = await golden(name);
    tf.tidy(() => {
      for (const index of cases(file)) {
        const inputs = [load<tf.Rank.R4>(file, `${index}.x`)];
        const { y, gradients } = differentiate((x) => op(x as tf.Tensor4D), inputs, load(file, `${index}.dy`));
        expectGolden(file, { [`${index}.y`]: y, [`${index}.dx`]: gradients[0] as tf.Tensor });
      }
    });
  });
});

describe("leaky_relu", async () => {
  const tags = await goldenCases(async () => tagsIn(await golden("leaky_relu"), /^(.*)\.dy$/), "no golden files");
  test.each(tags)("%s, at 0 and beside it too", async (tag) => {
    const file = await golden("leaky_relu");
    const slope = Number(tag.replace(/^slope/, ""));
    const op = (x: tf.Tensor) => (tag === "relu" ? relu(x) : leakyRelu(x, slope));
    tf.tidy(() => {
      const { y, gradients } = differentiate((x) => op(x as tf.Tensor), [load(file, "x")], load(file, `${tag}.dy`));
      expectGolden(file, { [`${tag}.y`]: y, [`${tag}.dx`]: gradients[0] as tf.Tensor });
    });
  });
});

describe("se", () => {
  test("values and the gradients of x and all four weights", async () => {
    const file = await golden("se");
    tf.tidy(() => {
      for (const index of cases(file)) {
        const dense = (name: string) => {
          const { values, shape } = file.get(`${index}.${name}`);
          const [rows = 0, columns = 0] = shape; // torch: [out, in, 1, 1]
          return tf.transpose(tf.tensor2d(values, [rows, columns])); // [in, out]
        };
        const inputs = [
          load(file, `${index}.x`),
          dense("fc1.weight"),
          load(file, `${index}.fc1.bias`),
          dense("fc2.weight"),
          load(file, `${index}.fc2.bias`),
        ];
        const run = (...[x, w1, b1, w2, b2]: tf.Tensor[]) =>
          squeezeExcite(x as tf.Tensor4D, w1 as tf.Tensor2D, b1 as tf.Tensor1D, w2 as tf.Tensor2D, b2 as tf.Tensor1D);
        const { y, gradients } = differentiate(run, inputs, load(file, `${index}.dy`));
        const [dx, dw1, db1, dw2, db2] = gradients as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        expectGolden(file, {
          [`${index}.y`]: y,
          [`${index}.dx`]: dx,
          [`${index}.d.fc1.weight`]: tf.transpose(dw1),
          [`${index}.d.fc1.bias`]: db1,
          [`${index}.d.fc2.weight`]: tf.transpose(dw2),
          [`${index}.d.fc2.bias`]: db2,
        });
      }
    });
  });
});

describe("batchnorm", () => {
  const epsilon = 1e-5;
  const vector = (file: Golden, name: string) => load<tf.Rank.R1>(file, name);

  test("training: values, gradients and statistics, negative scales and 1×1 maps included", async () => {
    const file = await golden("batchnorm");
    tf.tidy(() => {
      for (const index of cases(file)) {
        const inputs = [load(file, `${index}.x`), load(file, `${index}.gamma`), load(file, `${index}.beta`)];
        const run = (...[x, scale, offset]: tf.Tensor[]) =>
          batchNormTraining(x as tf.Tensor4D, scale as tf.Tensor1D, offset as tf.Tensor1D, epsilon);
        const { mean, variance } = run(...inputs);
        const { y, gradients } = differentiate((...all) => run(...all).y, inputs, load(file, `${index}.dy`));
        const [dx, dScale, dOffset] = gradients as [tf.Tensor, tf.Tensor, tf.Tensor];
        const running = (old: string, now: tf.Tensor) =>
          tf.add(tf.mul(vector(file, `${index}.${old}`), 0.9), tf.mul(now, 0.1));
        expectGolden(file, {
          [`${index}.train.y`]: y,
          [`${index}.train.dx`]: dx,
          [`${index}.train.dgamma`]: dScale,
          [`${index}.train.dbeta`]: dOffset,
          [`${index}.train.running_mean`]: running("running_mean", mean),
          [`${index}.train.running_var`]: running("running_var", variance),
        });
      }
    });
  });

  test("inference: values and gradients", async () => {
    const file = await golden("batchnorm");
    tf.tidy(() => {
      for (const index of cases(file)) {
        const inputs = [load(file, `${index}.x`), load(file, `${index}.gamma`), load(file, `${index}.beta`)];
        const run = (...[x, scale, offset]: tf.Tensor[]) =>
          batchNormInference(
            x as tf.Tensor4D,
            scale as tf.Tensor1D,
            offset as tf.Tensor1D,
            vector(file, `${index}.running_mean`),
            vector(file, `${index}.running_var`),
            epsilon,
          );
        const { y, gradients } = differentiate(run, inputs, load(file, `${index}.dy`));
        const [dx, dScale, dOffset] = gradients as [tf.Tensor, tf.Tensor, tf.Tensor];
        expectGolden(file, {
          [`${index}.eval.y`]: y,
          [`${index}.eval.dx`]: dx,
          [`${index}.eval.dgamma`]: dScale,
          [`${index}.eval.dbeta`]: dOffset,
        });
      }
    });
  });

  test("with leaky ReLU as one op: what the golden norm and the golden activation give one after the other", async () => {
    const file = await golden("batchnorm");
    const slope = 1e-2;
    tf.tidy(() => {
      for (const index of cases(file)) {
        const inputs = [load(file, `${index}.x`), load(file, `${index}.gamma`), load(file, `${index}.beta`)];
        // A gradient of this size after the activation is the golden dy before it.
        const z = load(file, `${index}.train.y`);
        const dy = tf.div(
          load(file, `${index}.dy`),
          tf.where(tf.greater(z, 0), tf.onesLike(z), tf.fill(z.shape, slope)),
        );
        const run = (...[x, scale, offset]: tf.Tensor[]) =>
          batchNormLeakyReluTraining(x as tf.Tensor4D, scale as tf.Tensor1D, offset as tf.Tensor1D, slope, epsilon).y;
        const { y, gradients } = differentiate(run, inputs, dy);
        const [dx, dScale, dOffset] = gradients as [tf.Tensor, tf.Tensor, tf.Tensor];
        expect(relativeError(y.dataSync(), tf.maximum(z, tf.mul(z, slope)).dataSync())).toBeLessThan(tolerance);
        expectGolden(file, {
          [`${index}.train.dx`]: dx,
          [`${index}.train.dgamma`]: dScale,
          [`${index}.train.dbeta`]: dOffset,
        });
      }
    });
  });
});

describe("label_smoothing_ce", async () => {
  const smoothed = /^((?:large\.)?s[\d.]+)\.mean$/;
  const tags = await goldenCases(async () => tagsIn(await golden("label_smoothing_ce"), smoothed), "no golden files");
  test.each(tags)("%s", async (tag) => {
    const file = await golden("label_smoothing_ce");
    const smoothing = Number(tag.replace(/^(?:large\.)?s/, ""));
    const logits = tag.startsWith("large.") ? "large_x" : "x";
    tf.tidy(() => {
      const labels = tf.tensor1d([...file.get("labels").values], "int32");
      const run = (x: tf.Tensor) => labelSmoothingCrossEntropy(x as tf.Tensor2D, labels, smoothing);
      const x = load(file, logits);
      expectGolden(file, { [`${tag}.mean`]: run(x), [`${tag}.dx_of_mean`]: tf.grad(run)(x) });
    });
  });

  test("soft targets", async () => {
    const file = await golden("label_smoothing_ce");
    tf.tidy(() => {
      const targets = load<tf.Rank.R2>(file, "soft_targets");
      const run = (x: tf.Tensor) => softmaxCrossEntropy(x as tf.Tensor2D, targets);
      const x = load(file, "x");
      expectGolden(file, { "soft.mean": run(x), "soft.dx_of_mean": tf.grad(run)(x) });
    });
  });
});

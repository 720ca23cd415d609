/** The feature pyramid against torchvision's. */
import * as tf from "@tensorflow/tfjs-core";
import { inference, initializeWeights, namedWeights, trainingContext, weightsOf } from "@tresnet/blocks";
import { expectParity, fixturePath, goldenCases, readGolden, readGoldenJson } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { FeaturePyramid } from "../src/index.ts";
import { assignTorch, goldenTensor, inTorchLayout } from "./golden-detector.ts";

interface PyramidCase {
  readonly sizes: readonly unknown[];
  readonly channels: readonly number[];
  readonly out: number;
  readonly p6: "p5" | "c5";
  readonly levels: readonly (readonly number[])[];
}

const readCases = () => readGoldenJson<readonly PyramidCase[]>("detection", "fpn.json");
const cases = await goldenCases(() => [...readCases().keys()], 0);

test.each(cases)("case %i has torchvision's maps and gradients", async (index) => {
  const { channels, out, p6, levels } = readCases()[index] as PyramidCase;
  const golden = await readGolden(fixturePath("detection", "fpn.safetensors"));
  const pyramid = new FeaturePyramid({ inChannels: channels, channels: out, p6 });
  for (const [key, weight] of namedWeights(pyramid)) assignTorch(weight, golden.get(`${index}.w.${key}`).values);
  const weights = weightsOf(pyramid);
  expect([...weights.keys()].sort().map((key) => `${index}.w.${key}`)).toEqual(
    golden.names.filter((name) => name.startsWith(`${index}.w.`)).sort(),
  );
  tf.tidy(() => {
    const inputs = channels.map((_, level) => tf.variable(goldenTensor<tf.Rank.R4>(golden, `${index}.c${level}`)));
    const upstream = levels.map((_, level) => goldenTensor<tf.Rank.R4>(golden, `${index}.dp${level}`));
    const loss = () => {
      const maps = pyramid.forward(inputs as unknown as tf.Tensor4D[], trainingContext());
      return tf.addN(maps.map((map, level) => tf.sum(tf.mul(map, upstream[level] ?? 0)))) as tf.Scalar;
    };
    const maps = pyramid.forward(inputs as unknown as tf.Tensor4D[], inference);
    expect(maps.map(({ shape }) => shape)).toEqual(levels);
    maps.forEach((map, level) => {
      expectParity("fpn", `${index}.p${level}`, map.dataSync(), golden.get(`${index}.p${level}`).values, 1e-4);
    });
    const { grads } = tf.variableGrads(loss, [...weights.values(), ...inputs]);
    inputs.forEach((input, level) => {
      const gradient = grads[input.name]?.dataSync() ?? [];
      expectParity("fpn", `${index}.dc${level}`, gradient, golden.get(`${index}.dc${level}`).values, 2e-3);
      input.dispose();
    });
    for (const [key, { name }] of weights) {
      const gradient = inTorchLayout(grads[name] ?? tf.scalar(Number.NaN));
      expectParity("fpn", `${index}.d.${key}`, gradient, golden.get(`${index}.d.${key}`).values, 2e-3);
    }
  });
  for (const weight of weights.values()) weight.dispose();
});

test("counts its own cost and begins within the bounds of its first values", () => {
  const pyramid = new FeaturePyramid({ inChannels: [4, 8], channels: 16, p6: "p5" });
  const { multiplyAdds, shapes } = pyramid.cost([
    { height: 5, width: 7, channels: 4 },
    { height: 3, width: 4, channels: 8 },
  ]);
  expect(shapes.map(({ height, width }) => [height, width])).toEqual([
    [5, 7],
    [3, 4],
    [2, 2],
    [1, 1],
  ]);
  expect(multiplyAdds).toBe(35 * 4 * 16 + 12 * 8 * 16 + (35 + 12 + 4 + 1) * 9 * 16 * 16);
  initializeWeights(pyramid, 1);
  for (const [key, variable] of weightsOf(pyramid)) {
    const values = Float32Array.from(variable.dataSync());
    const fanIn = variable.shape.slice(0, 3).reduce((product, size) => product * size, 1);
    const greatest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (key.endsWith("bias")) expect(greatest).toBe(0);
    else expect(greatest / Math.sqrt(3 / fanIn)).toBeGreaterThan(0.9);
    expect(greatest).toBeLessThanOrEqual(Math.sqrt(3 / fanIn));
    variable.dispose();
  }
});

/** The small golden models against timm in float64; tolerances are those of fixtures/README.md. */
import * as tf from "@tensorflow/tfjs-core";
import {
  BasicBlock,
  Bottleneck,
  type Context,
  inference,
  runLayers,
  trainingContext,
  weightsOf,
} from "@tresnet/blocks";
import { trace } from "@tresnet/engine";
import { labelSmoothingCrossEntropy } from "@tresnet/tensor-ops";
import { expectParity, fixturePath, goldenSets, readGolden } from "@tresnet/vitest";
import { describe, expect, test } from "vitest";
import type { Features, TResNet } from "../src/index.ts";
import { classify } from "../src/models/classifier-head.ts";
import { goldenConfig, goldenLabels, goldenModel, goldenTensor, inTimmLayout, parametersOf } from "./golden-model.ts";

const evalTolerance = 1e-4;
const trainTolerance = 1e-3;
const gradientTolerance = 2e-3;

const golden = (set: string, name: string) => readGolden(fixturePath("models", set, `${name}.safetensors`));

/** Our intermediates under the goldens' names. */
function named({ stem, stage1, stage2, stage3, stage4, preLogits }: Features) {
  return { stem, layer1: stage1, layer2: stage2, layer3: stage3, layer4: stage4, pooled: preLogits };
}

describe.each(await goldenSets("eval.safetensors"))("%s in inference", (set) => {
  test("every intermediate and the logits", async () => {
    const file = await golden(set, "eval");
    const model = await goldenModel(set);
    tf.tidy(() => {
      const x = goldenTensor<tf.Rank.R4>(file, "x");
      for (const [name, tensor] of Object.entries(named(model.forwardFeatures(x, inference)))) {
        expectParity(`models/${set} eval`, name, tensor.dataSync(), file.get(name).values, evalTolerance);
      }
      const logits = model.forward(x, inference).dataSync();
      expectParity(`models/${set} eval`, "logits", logits, file.get("logits").values, evalTolerance);
    });
    model.dispose();
  });

  test("every block", async () => {
    const file = await golden(set, "eval");
    const model = await goldenModel(set);
    tf.tidy(() => {
      const { layer1, layer2, layer3, layer4 } = model.body;
      let y = goldenTensor<tf.Rank.R4>(file, "stem");
      Object.entries({ layer1, layer2, layer3, layer4 }).forEach(([layer, blocks]) => {
        blocks.forEach((block, index) => {
          y = block.forward(y, inference);
          const name = `block.${layer}.${index}`;
          expectParity(`models/${set} eval`, name, y.dataSync(), file.get(name).values, evalTolerance);
        });
      });
    });
    model.dispose();
  });

  test("the parts of every stage's first block", async () => {
    const file = await golden(set, "eval");
    const model = await goldenModel(set);
    const { layer1, layer2, layer3, layer4 } = model.body;
    tf.tidy(() => {
      let x = goldenTensor<tf.Rank.R4>(file, "stem");
      for (const [layer, [block]] of Object.entries({ layer1, layer2, layer3, layer4 })) {
        if (!(block instanceof BasicBlock || block instanceof Bottleneck))
          throw new Error(`${layer} is no TResNet stage`);
        const expectPart = (part: string, y: tf.Tensor4D) => {
          const name = `inner.${layer}.0.${part}`;
          expectParity(`models/${set} eval`, name, y.dataSync(), file.get(name).values, evalTolerance);
          return y;
        };
        if (block.downsample !== undefined) expectPart("downsample", runLayers(block.downsample, x, inference));
        let y = expectPart("conv1", block.conv1.forward(x, inference));
        y = expectPart("conv2", block.conv2.forward(y, inference));
        if (block.se !== undefined) y = expectPart("se", block.se.forward(y));
        if (block instanceof Bottleneck) expectPart("conv3", block.conv3.forward(y, inference));
        x = goldenTensor<tf.Rank.R4>(file, layer);
      }
    });
    model.dispose();
  });

  test("bfloat16 moves the logits by what its 8 bits explain", async () => {
    const file = await golden(set, "eval");
    const model = await goldenModel(set);
    const x = goldenTensor<tf.Rank.R4>(file, "x");
    const traced = trace((images: tf.Tensor4D) => model.forward(images, inference), { precision: "bfloat16" });
    const logits = await traced(x);
    // Each rounding is off by up to 0.4 %, and some twenty layers follow each other.
    expectParity(`models/${set} eval, bfloat16`, "logits", logits.dataSync(), file.get("logits").values, 0.05);
    tf.dispose([x, logits]);
    traced.dispose();
    model.dispose();
  });

  test("the same logits when traced", async () => {
    const file = await golden(set, "eval");
    const model = await goldenModel(set);
    const x = goldenTensor<tf.Rank.R4>(file, "x");
    const traced = trace((images: tf.Tensor4D) => model.forward(images, inference));
    const logits = await traced(x);
    expectParity(`models/${set} eval`, "logits, traced", logits.dataSync(), file.get("logits").values, evalTolerance);
    tf.dispose([x, logits]);
    traced.dispose();
    model.dispose();
  });
});

interface Batch {
  readonly x: tf.Tensor4D;
  readonly labels: tf.Tensor1D;
  readonly smoothing: number;
}

/** Loss, logits, and gradients of x and of every parameter, with the batch's own statistics. */
function trainStep(model: TResNet, context: Context, { x, labels, smoothing }: Batch) {
  const parameters = parametersOf(model);
  const features = model.forwardFeatures(x, context);
  const logits = classify(model.classifier, features, 0, context);
  const loss = (images: tf.Tensor) =>
    labelSmoothingCrossEntropy(model.forward(images as tf.Tensor4D, trainingContext()), labels, smoothing);
  // tfjs differentiates either by tensors or by variables.
  const dx = tf.grad(loss)(x);
  const { value, grads } = tf.variableGrads(() => loss(x) as tf.Scalar, [...parameters.values()]);
  const gradients = [...parameters].map(([key, { name }]) => [key, grads[name] as tf.Tensor] as const);
  return { features, logits, loss: value, dx, gradients };
}

describe.each(await goldenSets("train.safetensors"))("%s in training", (set) => {
  test.each([
    ["outputs kept", false],
    ["in-place batch norm", true],
  ])("logits, loss, statistics and the gradients of x and every parameter, %s", async (_, inPlaceNorm) => {
    const title = `models/${set} train${inPlaceNorm ? ", in place" : ""}`;
    const [train, grads, after] = await Promise.all(["train", "grads", "bn_after"].map((name) => golden(set, name)));
    if (train === undefined || grads === undefined || after === undefined) throw new Error("no golden files");
    const model = await goldenModel(set, "model.safetensors", { inPlaceNorm });
    tf.tidy(() => {
      const x = goldenTensor<tf.Rank.R4>(train, "x");
      const statistics: [tf.Variable, Float32Array][] = [];
      const update: Context["update"] = (variable, value) =>
        statistics.push([variable, Float32Array.from(value.dataSync())]);
      const batch = { x, labels: goldenLabels(train, "labels"), smoothing: goldenConfig(set).label_smoothing };
      const { features, logits, loss, dx, gradients } = trainStep(model, { training: true, update }, batch);
      const { pooled, ...maps } = named(features);
      expect(pooled.shape).toEqual([x.shape[0], model.numFeatures]);
      for (const [name, tensor] of Object.entries(maps)) {
        expectParity(title, name, tensor.dataSync(), train.get(name).values, trainTolerance);
      }
      expectParity(title, "logits", logits.dataSync(), train.get("logits").values, trainTolerance);
      expectParity(title, "loss", loss.dataSync(), train.get("loss").values, trainTolerance);
      expectParity(title, "dx", dx.dataSync(), train.get("dx").values, gradientTolerance);
      expect(gradients.map(([key]) => key).sort()).toEqual([...grads.names].sort());
      for (const [key, gradient] of gradients) {
        expectParity(`${title} gradients`, key, inTimmLayout(gradient), grads.get(key).values, gradientTolerance);
      }
      const keys = new Map([...weightsOf(model)].map(([key, variable]) => [variable, key]));
      expect(statistics).toHaveLength(after.names.filter((name) => !name.endsWith("num_batches_tracked")).length);
      for (const [variable, values] of statistics) {
        const key = keys.get(variable) ?? "";
        expectParity(`${title} statistics`, key, values, after.get(key).values, trainTolerance);
      }
    });
    model.dispose();
  });
});

describe.each(await goldenSets("trajectory.safetensors"))("%s: some steps of SGD", (set) => {
  /** The plain step of the fixture: `buf = momentum·buf + grad + wd·p; p −= rate·buf`. */
  function sgdStep(model: TResNet, buffers: ReadonlyMap<string, tf.Variable>) {
    const parameters = parametersOf(model);
    const { label_smoothing: smoothing, optimizer } = goldenConfig(set);
    if (optimizer === undefined) throw new Error(`${set} has no optimizer`);
    const kernelDecay = Number.parseFloat(optimizer.weight_decay); // a number, and then which weights it is for
    return (x: tf.Tensor4D, labels: tf.Tensor1D) => {
      const { value, grads } = tf.variableGrads(() => {
        return labelSmoothingCrossEntropy(model.forward(x, trainingContext()), labels, smoothing);
      }, [...parameters.values()]);
      for (const [key, parameter] of parameters) {
        const buffer = buffers.get(key);
        if (buffer === undefined) throw new Error(`no buffer for ${key}`);
        const decay = parameter.rank > 1 ? kernelDecay : 0;
        const gradient = tf.add(grads[parameter.name] as tf.Tensor, tf.mul(parameter, decay));
        // The buffer starts at 0, so the first step's is the gradient itself.
        buffer.assign(tf.add(tf.mul(buffer, optimizer.momentum), gradient));
        parameter.assign(tf.sub(parameter, tf.mul(buffer, optimizer.lr)));
      }
      return value;
    };
  }

  test.each(["eagerly", "traced"])("losses, logits before and after, and every final weight, %s", async (mode) => {
    const title = `models/${set}, ${mode}`;
    const file = await golden(set, "trajectory");
    const final = await golden(set, "model_final");
    const { losses = [] } = goldenConfig(set);
    const model = await goldenModel(set);
    const buffers = new Map(
      [...parametersOf(model)].map(([key, { shape }]) => [key, tf.tidy(() => tf.variable(tf.zeros(shape), false))]),
    );
    const step = sgdStep(model, buffers);
    const traced = trace(step);
    const expectLogits = (x: string, name: string, context: Context, tolerance: number) =>
      tf.tidy(() => {
        const logits = model.forward(goldenTensor<tf.Rank.R4>(file, x), context).dataSync();
        expectParity(title, name, logits, file.get(name).values, tolerance);
      });
    expectLogits("eval.x", "eval.logits_before", inference, evalTolerance);
    expect(losses.length).toBeGreaterThan(0);
    for (const [index, loss] of losses.entries()) {
      expectLogits(
        `step${index}.x`,
        `step${index}.logits`,
        { training: true, update: () => undefined },
        trainTolerance,
      );
      const [x, labels] = [goldenTensor<tf.Rank.R4>(file, `step${index}.x`), goldenLabels(file, `step${index}.labels`)];
      const value = mode === "traced" ? await traced(x, labels) : tf.tidy(() => step(x, labels));
      expectParity(title, `loss of step ${index}`, value.dataSync(), [loss], 1e-4);
      tf.dispose([x, labels, value]);
    }
    expectLogits("eval.x", "eval.logits_after", inference, 5e-3);
    for (const [key, variable] of weightsOf(model)) {
      expectParity(`${title} final weights`, key, inTimmLayout(variable), final.get(key).values, 5e-3);
    }
    tf.dispose([...buffers.values()]);
    traced.dispose();
    model.dispose();
  });
});

/**
 * ResNet-50's gradients against timm's in float64: golden/make-resnet50-gradients.py made the values, and says why so.
 */
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { inference, weightsOf } from "@tresnet/blocks";
import { labelSmoothingCrossEntropy } from "@tresnet/tensor-ops";
import { expectParity, readGolden, uniform } from "@tresnet/vitest";
import { expect, test } from "vitest";
import { buildModel } from "../src/index.ts";
import { fillFromKeys, packageSeed } from "./fullsize.ts";
import { inTimmLayout } from "./golden-model.ts";

const title = "resnet50 gradients (made by timm)";

test("logits, loss and gradients from the input to the head", async () => {
  const golden = await readGolden(path.join(import.meta.dirname, "golden", "resnet50-gradients.safetensors"));
  const [, numClasses = 0] = golden.get("logits").shape;
  const [n = 0, height = 0, width = 0, channels = 0] = golden.get("dx").shape;
  const model = buildModel("resnet50", { numClasses });
  fillFromKeys(model, packageSeed);
  const weights = weightsOf(model);
  tf.tidy(() => {
    const pixels = uniform("x", 0, n * height * width * channels).map((u) => (u + 1) / 2);
    const x = tf.tensor4d(Float32Array.from(pixels), [n, height, width, channels]);
    let logits: tf.Tensor | undefined;
    const loss = (images: tf.Tensor) => {
      logits = tf.keep(model.forward(images as tf.Tensor4D, inference));
      return labelSmoothingCrossEntropy(logits as tf.Tensor2D, tf.range(0, n, 1, "int32"), 0.1);
    };
    const wanted = golden.names.filter((name) => /^d\..*(weight|bias)$/.test(name)).map((name) => name.slice(2));
    const variables = ["conv1.weight", ...wanted].map((key) => weights.get(key) as tf.Variable);
    const { value, grads } = tf.variableGrads(() => loss(x) as tf.Scalar, variables);
    const expectGolden = (name: string, actual: ArrayLike<number>, tolerance: number) =>
      expectParity(title, name, actual, golden.get(name).values, tolerance);
    expectGolden("logits", logits?.dataSync() ?? [], 1e-3);
    logits?.dispose();
    expectGolden("loss", value.dataSync(), 1e-3);
    expect(wanted.length).toBeGreaterThan(0);
    for (const key of wanted) {
      expectGolden(`d.${key}`, inTimmLayout(grads[weights.get(key)?.name ?? ""] as tf.Tensor), 2e-3);
    }
    const kernel = grads[weights.get("conv1.weight")?.name ?? ""] as tf.Tensor4D; // [7, 7, 3, 64]
    const center = tf.transpose(tf.reshape(tf.slice(kernel, [3, 3, 0, 0], [1, 1, 3, 64]), [3, 64]));
    expectGolden("d.conv1.weight.center", center.dataSync(), 2e-3);
    const dx = tf.grad(loss)(x);
    logits?.dispose();
    expectGolden("dx", dx.dataSync(), 2e-3);
  });
  model.dispose();
});

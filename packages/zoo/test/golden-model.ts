/** The small golden models: built from their config, loaded from their checkpoint. */
import * as tf from "@tensorflow/tfjs-core";
import { initializeWeights, weightsOf } from "@tresnet/blocks";
import { fixturePath, type Golden, readGoldenJson } from "@tresnet/vitest";
import { loadWeights, type ModelOptions, TResNet, type TResNetVariant, variants } from "../src/index.ts";
import { toTimm } from "../src/weights/timm-layout.ts";

interface GoldenConfig {
  readonly layers: [number, number, number, number];
  readonly width_factor: number;
  readonly v2: boolean;
  readonly num_classes: number;
  readonly planes: number;
  readonly label_smoothing: number;
  /** The number of scales below 0 in miil.pth, in sets that have it. */
  readonly negative_gammas_in_miil?: number;
  /** The loss of each step, in trajectories. */
  readonly losses?: readonly number[];
  /** The settings of SGD, in trajectories; `weight_decay` begins with the number. */
  readonly optimizer?: { readonly lr: number; readonly momentum: number; readonly weight_decay: string };
}

/** How a golden set ("v1") was made. */
export function goldenConfig(set: string): GoldenConfig {
  return readGoldenJson("models", set, "config.json");
}

/** Builds the net of a golden set ("v1") and loads one of its checkpoints. */
export async function goldenModel(
  set: string,
  file = "model.safetensors",
  options: ModelOptions = {},
): Promise<TResNet> {
  const config = goldenConfig(set);
  const like: TResNetVariant = config.v2 ? variants.tresnet_v2_l : variants.tresnet_m;
  const variant = { ...like, layers: config.layers, width: config.width_factor };
  const model = new TResNet(set, variant, { numClasses: config.num_classes, ...options });
  initializeWeights(model, 0);
  await loadWeights(model, fixturePath("models", set, file));
  return model;
}

/** A golden tensor as a tensor of ours; images are NHWC on both sides. */
export function goldenTensor<R extends tf.Rank>(file: Golden, name: string): tf.Tensor<R> {
  const { values, shape } = file.get(name);
  return tf.tensor(values, shape as tf.ShapeMap[R]);
}

/** Golden labels, int32 [n]. */
export function goldenLabels(file: Golden, name: string): tf.Tensor1D {
  return tf.tensor1d([...file.get(name).values], "int32");
}

/** A value of ours in timm's layout, to be compared with a golden weight or gradient. */
export function inTimmLayout(tensor: tf.Tensor): Float32Array {
  return toTimm(Float32Array.from(tensor.dataSync()), tensor.shape);
}

/** The trainable weights of a model by key. */
export function parametersOf(model: object): Map<string, tf.Variable> {
  return new Map([...weightsOf(model)].filter(([, variable]) => variable.trainable));
}

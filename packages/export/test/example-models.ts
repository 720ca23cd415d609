/** Models whose every weight matters: no scale of 0 as at a training's start, statistics unlike those of a new norm. */
import * as tf from "@tensorflow/tfjs-core";
import { namedWeights } from "@tresnet/blocks";
import { replaceHead, useMlDecoder } from "@tresnet/heads";
import { fixturePath, noise, readGoldenJson } from "@tresnet/vitest";
import {
  buildModel,
  type ImageClassifier,
  loadWeights,
  type ModelName,
  type ModelOptions,
  TResNet,
  type TResNetVariant,
  variants,
} from "@tresnet/zoo";

/** Nets of a block or two per stage, together with all that variants differ in. */
export const smallVariants = {
  small_s: { ...variants.tresnet_s, layers: [1, 1, 2, 1], width: 0.125, leastSqueezed: 8 },
  small_m: { ...variants.tresnet_m, layers: [1, 2, 1, 1], width: 0.125 },
  small_v2: { ...variants.tresnet_v2_l, layers: [1, 2, 1, 1], width: 0.125 },
  small_strided: { ...variants.tresnet_m, layers: [1, 1, 1, 1], width: 0.125, antiAliasing: false },
  small_resnet_stem: { ...variants.tresnet_m, layers: [1, 1, 1, 1], width: 0.125, stemBlock: 1 },
} as const satisfies Readonly<Record<string, TResNetVariant>>;

/** The name of a small net. */
export type SmallName = keyof typeof smallVariants;

/** The heads that a model can have. */
export const heads = {
  linear: () => undefined,
  "multi-label": (model: ImageClassifier) => void replaceHead(model, 12),
  // Fewer groups than classes, of which the last group has less.
  "ML-Decoder": (model: ImageClassifier) =>
    void useMlDecoder(model, 23, { groups: 5, embedding: 48, heads: 4, feedForward: 96 }),
} as const satisfies Readonly<Record<string, (model: ImageClassifier) => void>>;

/** The name of a head. */
export type HeadName = keyof typeof heads;

/** A small net with this head; the same for the same arguments. */
export function smallModel(name: SmallName, head: HeadName = "linear", options: ModelOptions = {}): ImageClassifier {
  const model = new TResNet(name, smallVariants[name], { numClasses: 7, ...options });
  heads[head](model);
  fill(model);
  return model;
}

/** A net of the zoo, for images of so many channels. */
export function wholeModel(name: ModelName, inChannels = 3): ImageClassifier {
  const model = buildModel(name, { numClasses: 10, inChannels });
  fill(model);
  return model;
}

/** Puts this head in the place of the model's. */
export function useHead(model: ImageClassifier, head: HeadName): void {
  heads[head](model);
  fill(model.classifier);
}

/**
 * What exports of every model of the zoo are asked: each head at each size, batches of one and of three from one file.
 * Other channels change the stem alone, so that one head will do for them.
 */
export const everyExport = [
  ...(Object.keys(heads) as HeadName[]).map(
    (head) =>
      ({
        head,
        channels: 3,
        images: [
          [64, 3],
          [72, 1],
          [224, 1],
        ],
      }) as const,
  ),
  ...[1, 4].map(
    (channels) =>
      ({
        head: "linear",
        channels,
        images: [
          [72, 3],
          [64, 1],
        ],
      }) as const,
  ),
];

/** The golden model of a set, such as "v1". */
export async function goldenModel(set: string): Promise<TResNet> {
  interface Config {
    readonly layers: [number, number, number, number];
    readonly width_factor: number;
    readonly v2: boolean;
    readonly num_classes: number;
  }
  const { layers, width_factor, v2, num_classes } = readGoldenJson<Config>("models", set, "config.json");
  const variant = { ...(v2 ? variants.tresnet_v2_l : variants.tresnet_m), layers, width: width_factor };
  const model = new TResNet(set, variant, { numClasses: num_classes });
  await loadWeights(model, fixturePath("models", set, "model.safetensors"));
  return model;
}

/** Images [n, size, size, channels] of numbers from -1 to 1. */
export function noiseImages(n: number, size: number, channels = 3): tf.Tensor4D {
  return tf.tensor4d(noise(n * size * size * channels, 5), [n, size, size, channels]);
}

function fill(model: object): void {
  let seed = 0;
  for (const [key, weight] of namedWeights(model)) {
    seed += 1;
    const values = noise(weight.size, seed);
    const fanIn = weight.shape.slice(0, -1).reduce((product, length) => product * length, 1);
    const isMatrix = weight.shape.length > 1;
    const spread = (value: number) => {
      if (isMatrix) return value * Math.sqrt(3 / fanIn);
      if (key.endsWith("running_var")) return 0.5 + Math.abs(value);
      return key.endsWith(".weight") ? 0.8 + 0.3 * value : 0.2 * value;
    };
    weight.assign(Float32Array.from(values, spread));
  }
}

/** The golden detector: the tiny golden TResNet with the pyramid and the head of fixtures/detection/detector. */
import * as tf from "@tensorflow/tfjs-core";
import { initializeWeights, type Weight, weightsOf } from "@tresnet/blocks";
import { openTensorFile, type TensorFile } from "@tresnet/checkpoints";
import { fixturePath, type Golden, readGoldenJson } from "@tresnet/vitest";
import { loadTensors, loadWeights, TResNet, variants } from "@tresnet/zoo";
import { Detector } from "../src/index.ts";

/** The losses of torchvision, by its names. */
export interface GoldenLosses {
  readonly classification: number;
  readonly bbox_regression: number;
  readonly bbox_ctrness: number;
}

/** What config.json says of the detector. */
export interface GoldenDetector {
  readonly image: readonly [number, number];
  readonly classes: number;
  readonly out_channels: number;
  readonly groups: number;
  readonly convs: number;
  readonly strides: readonly number[];
  readonly grids: readonly (readonly [number, number])[];
  readonly settings: Readonly<Record<"score_threshold" | "iou_threshold" | "per_image" | "per_level", number>>;
  readonly losses: GoldenLosses;
  readonly gradient_norms: Readonly<Record<string, number>>;
  readonly trajectory: readonly GoldenLosses[];
  readonly trajectory_final_norms: Readonly<Record<string, number>>;
}

/** Path of a file of the golden detector. */
export function detectorPath(file: string): string {
  return fixturePath("detection", "detector", file);
}

/** What config.json says of the golden detector. */
export function goldenDetectorConfig(): GoldenDetector {
  return readGoldenJson("detection", "detector", "config.json");
}

/** The set of golden models whose body the golden detector has. */
const bodySet = "v1";

/** Builds the golden detector and loads body, pyramid and head. */
export async function goldenDetector(): Promise<Detector> {
  const { image, classes, out_channels: channels, groups, convs } = goldenDetectorConfig();
  const config = readGoldenJson<{ layers: [number, number, number, number]; width_factor: number }>(
    "models",
    bodySet,
    "config.json",
  );
  const variant = { ...variants.tresnet_m, layers: config.layers, width: config.width_factor };
  const net = new TResNet("tiny", variant, { numClasses: 1 });
  await loadWeights(net, fixturePath("models", bodySet, "model.safetensors"), { strict: "body" });
  const detector = new Detector(net, {
    name: "fcos_tiny",
    numClasses: classes,
    inputSize: { height: image[0], width: image[1] },
    mean: [0, 0, 0],
    std: [1, 1, 1],
    channels,
    convolutions: convs,
    groups,
    p6: "p5",
    assigner: "fcos",
    points: "corners",
  });
  await load(detector, "model.safetensors");
  initializeWeights(detector, 0);
  return detector;
}

/** Loads pyramid and head, whose names a file must have, and no others. */
async function load(detector: Detector, file: string): Promise<void> {
  const opened: TensorFile = await openTensorFile(detectorPath(file));
  await loadTensors(detector, file, opened, { mayDiffer: /^backbone\.body\./ });
  await opened.close();
}

/** Golden images uint8 [n, h, w, 3] as the net's input, float32 from 0 to 1. */
export function goldenImages(golden: Golden, name: string): tf.Tensor4D {
  const { values, shape } = golden.get(name);
  const [n = 0, height = 0, width = 0, channels = 0] = shape;
  return tf.tensor4d(
    values.map((value) => value / 255),
    [n, height, width, channels],
  );
}

/** A golden tensor as a tensor; images and maps are NHWC on both sides. */
export function goldenTensor<R extends tf.Rank>(golden: Golden, name: string): tf.Tensor<R> {
  const { values, shape } = golden.get(name);
  // The file says the shape, and the caller knows its rank.
  return tf.tensor(values, shape as unknown as tf.ShapeMap[R]);
}

/** The values of a weight or a gradient of ours in PyTorch's layout. */
export function inTorchLayout(tensor: tf.Tensor): Float32Array {
  const order = { 4: [3, 2, 0, 1], 2: [1, 0] }[tensor.rank];
  return tf.tidy(() => Float32Array.from((order === undefined ? tensor : tf.transpose(tensor, order)).dataSync()));
}

/** Gives a weight values that are in PyTorch's layout. */
export function assignTorch(weight: Weight, values: Float32Array): void {
  const { shape } = weight;
  const [height = 0, width = 0, inChannels = 0, outChannels = 0] = shape;
  const ours = tf.tidy(() =>
    shape.length === 4
      ? tf.transpose(tf.tensor4d(values, [outChannels, inChannels, height, width]), [2, 3, 1, 0]).dataSync()
      : values,
  );
  weight.assign(Float32Array.from(ours));
}

/** Euclidean length of a variable's values. */
export function lengthOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Number(values[i]) ** 2;
  return Math.sqrt(sum);
}

/** The trainable weights of a module by key. */
export function trainableOf(module: object): Map<string, tf.Variable> {
  return new Map([...weightsOf(module)].filter(([, variable]) => variable.trainable));
}

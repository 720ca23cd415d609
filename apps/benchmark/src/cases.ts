/** What can be measured: a training step of a named model, run one of several ways. */
import type { ModelName } from "@tresnet/zoo";

export type Precision = "float32" | "bfloat16";

/** A way to run the same step. */
export type Side =
  /** This project's step. */
  | { readonly runner: "tresnet"; readonly traced: boolean; readonly precision: Precision }
  /** Plain TensorFlow.js ops on the same library. */
  | { readonly runner: "tfjs-eager"; readonly precision: "float32" }
  /** timm's model in PyTorch. */
  | { readonly runner: "pytorch"; readonly precision: Precision };

/** This project's own sides. */
export const ownSides = {
  "traced-bfloat16": { runner: "tresnet", traced: true, precision: "bfloat16" },
  "traced-float32": { runner: "tresnet", traced: true, precision: "float32" },
  // Our ops, one at a time.
  "eager-float32": { runner: "tresnet", traced: false, precision: "float32" },
} as const satisfies Record<string, Side>;

/** What others would run in our place. */
export const peerSides = {
  "tfjs-eager": { runner: "tfjs-eager", precision: "float32" },
  "pytorch-bfloat16": { runner: "pytorch", precision: "bfloat16" },
  "pytorch-float32": { runner: "pytorch", precision: "float32" },
} as const satisfies Record<string, Side>;

export type OwnSideName = keyof typeof ownSides;
export type PeerSideName = keyof typeof peerSides;
export type SideName = OwnSideName | PeerSideName;

export const sides: Readonly<Record<SideName, Side>> = { ...ownSides, ...peerSides };

/** One training step to measure; the same for every side. */
export interface TrainCase {
  readonly model: ModelName;
  /** Height and width of the images, in pixels. */
  readonly imageSize: number;
  readonly batchSize: number;
  readonly classes: number;
  /** Of weights and images. */
  readonly seed: number;
}

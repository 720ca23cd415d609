/** What can be measured: training steps or inference of a model, run one of several ways. */
import type { ModelName, TResNetVariant } from "@tresnet/zoo";

/** The number format of products. */
export type Precision = "float32" | "bfloat16";

/** The number formats, the faster one first. */
export const precisions = ["bfloat16", "float32"] as const satisfies readonly Precision[];

/** What is done with every batch. */
export type Task = "train" | "infer";

/** A way to do the same task. */
export type Side =
  /**
   * This project. `norm` is how batch norm keeps what its gradient needs; `checkpoints`: blocks keep their inputs only.
   */
  | {
      readonly runner: "tresnet";
      readonly traced: boolean;
      readonly norm: "plain" | "in-place";
      readonly checkpoints: boolean;
      readonly precision: Precision;
    }
  /** Plain TensorFlow.js ops: on the same library, on its WebAssembly, or on its JavaScript. */
  | { readonly runner: "tfjs"; readonly backend: "tensorflow" | "wasm" | "cpu"; readonly precision: "float32" }
  /** timm's model in PyTorch. */
  | { readonly runner: "pytorch"; readonly compiled: boolean; readonly precision: Precision };

/** This project's own sides by their names. */
export const ownSides = {
  "traced-bfloat16": { runner: "tresnet", traced: true, norm: "plain", checkpoints: false, precision: "bfloat16" },
  "traced-float32": { runner: "tresnet", traced: true, norm: "plain", checkpoints: false, precision: "float32" },
  // The paper's batch norm: less memory in training.
  "in-place-bfloat16": { runner: "tresnet", traced: true, norm: "in-place", checkpoints: false, precision: "bfloat16" },
  "in-place-float32": { runner: "tresnet", traced: true, norm: "in-place", checkpoints: false, precision: "float32" },
  // Gradient checkpointing: still less memory, for a second forward pass.
  "checkpointed-bfloat16": { runner: "tresnet", traced: true, norm: "plain", checkpoints: true, precision: "bfloat16" },
  "checkpointed-float32": { runner: "tresnet", traced: true, norm: "plain", checkpoints: true, precision: "float32" },
  // Our ops, one at a time.
  "eager-float32": { runner: "tresnet", traced: false, norm: "plain", checkpoints: false, precision: "float32" },
} as const satisfies Record<string, Side>;

/** The peers' sides by their names: what others would run in our place. */
export const peerSides = {
  "tfjs-eager": { runner: "tfjs", backend: "tensorflow", precision: "float32" },
  "tfjs-wasm": { runner: "tfjs", backend: "wasm", precision: "float32" },
  "tfjs-cpu": { runner: "tfjs", backend: "cpu", precision: "float32" },
  "pytorch-bfloat16": { runner: "pytorch", compiled: false, precision: "bfloat16" },
  "pytorch-float32": { runner: "pytorch", compiled: false, precision: "float32" },
  "pytorch-compile-bfloat16": { runner: "pytorch", compiled: true, precision: "bfloat16" },
  "pytorch-compile-float32": { runner: "pytorch", compiled: true, precision: "float32" },
} as const satisfies Record<string, Side>;

/** The name of one of this project's sides, such as "traced-bfloat16". */
export type OwnSideName = keyof typeof ownSides;
/** The name of a peer's side, such as "pytorch-bfloat16". */
export type PeerSideName = keyof typeof peerSides;
/** The name of a side, ours or a peer's. */
export type SideName = OwnSideName | PeerSideName;

/** All sides by their names: ours, then the peers'. */
export const sides: Readonly<Record<SideName, Side>> = { ...ownSides, ...peerSides };

/** One batch of one task, the same for every side. */
export interface BenchmarkCase {
  /** What is done with the batch. */
  readonly task: Task;
  /** A model of the zoo, or any name where `variant` says what it is. */
  readonly model: ModelName | (string & {});
  /** A TResNet that the zoo does not have by name. */
  readonly variant?: TResNetVariant;
  /** Height and width of the images, in pixels. */
  readonly imageSize: number;
  /** Images in a step. */
  readonly batchSize: number;
  /** Classes of the head. */
  readonly classes: number;
  /** The seed of weights and images. */
  readonly seed: number;
}

/** What can be measured: training steps or inference of a model, run one of several ways. */
import type { DetectorName } from "@tresnet/detection";
import type { ModelName, TResNetVariant } from "@tresnet/zoo";

/** The number format of products. */
export type Precision = "float32" | "bfloat16";

/** The number formats, the faster one first. */
export const precisions = ["bfloat16", "float32"] as const satisfies readonly Precision[];

/** The number format of a side: ours have those of `precisions`, a peer may have 8-bit numbers. */
export type SidePrecision = Precision | "int8";

/** The number formats of sides, ours and peers'. */
export const sidePrecisions = [...precisions, "int8"] as const satisfies readonly SidePrecision[];

/** What is done with every batch. */
export type Task = "train" | "infer";

/** A side of this project. */
export interface OwnSide {
  /** What runs the side. */
  readonly runner: "tresnet";
  /** Whether a step is recorded and runs as one graph; otherwise op by op. */
  readonly traced: boolean;
  /** How batch norm keeps what its gradient needs. */
  readonly norm: "plain" | "in-place";
  /** Whether blocks keep their inputs only, and compute the rest again for their gradients. */
  readonly checkpoints: boolean;
  /** The number format of products. */
  readonly precision: Precision;
}

/** A side in plain TensorFlow.js ops. */
export interface TfjsSide {
  /** What runs the side. */
  readonly runner: "tfjs";
  /** What runs the ops: TensorFlow's library, as on our sides, or WebAssembly, or JavaScript. */
  readonly backend: "tensorflow" | "wasm" | "cpu";
  /** The number format of products. */
  readonly precision: "float32";
}

/** A side that is timm's model in PyTorch. */
export interface PyTorchSide {
  /** What runs the side. */
  readonly runner: "pytorch";
  /** Whether the model goes through torch.compile. */
  readonly compiled: boolean;
  /** The number format of products. */
  readonly precision: Precision;
}

/** A side that runs this project's ONNX export of the model: it infers, and can't train. */
export interface OnnxSide {
  /** What runs the side: ONNX Runtime in Node, or OpenVINO in Python. */
  readonly runner: "onnxruntime" | "openvino";
  /** The number format of the file: float32, or 8-bit kernels and values. */
  readonly precision: "float32" | "int8";
}

/** A way to do the same task. */
export type Side = OwnSide | TfjsSide | PyTorchSide | OnnxSide;

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
  "onnxruntime-float32": { runner: "onnxruntime", precision: "float32" },
  "onnxruntime-int8": { runner: "onnxruntime", precision: "int8" },
  "openvino-float32": { runner: "openvino", precision: "float32" },
  "openvino-int8": { runner: "openvino", precision: "int8" },
} as const satisfies Record<string, Side>;

/** The name of one of this project's sides, such as "traced-bfloat16". */
export type OwnSideName = keyof typeof ownSides;
/** The name of a peer's side, such as "pytorch-bfloat16". */
export type PeerSideName = keyof typeof peerSides;
/** The name of a side, ours or a peer's. */
export type SideName = OwnSideName | PeerSideName;

/** All sides by their names: ours, then the peers'. */
export const sides: Readonly<Record<SideName, Side>> = { ...ownSides, ...peerSides };

/** The detector of a case, where boxes around objects are learnt in place of classes. */
export interface DetectorCase {
  /** The detector, whose backbone is the case's model. */
  readonly name: DetectorName;
  /** Whether the backbone's batch norms are trained too; otherwise they stay as they are. */
  readonly trainNorms: boolean;
}

/** One batch of one task, the same for every side. */
export interface BenchmarkCase {
  /** What is done with the batch. */
  readonly task: Task;
  /** A model of the zoo, or any name where `variant` says what it is. */
  readonly model: ModelName | (string & {});
  /** The detector around the model. @default none: images are classified */
  readonly detector?: DetectorCase;
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
  /** A file of trained weights, safetensors with timm's names. @default random ones */
  readonly checkpoint?: string;
}

/** The one description of a net that every format writes: operations on named values, batch norm folded away. */
import type { Operation } from "./operations.ts";

/** A net for inference, as a list of operations in the order of computing. */
export interface Net {
  /** The zoo's name of the model, such as "tresnet_m". */
  readonly name: string;
  /** The images that come in: the value "input", [n, height, width, channels]. */
  readonly input: NetInput;
  /** The operations, each after those whose values it reads. */
  readonly nodes: readonly NetNode[];
  /** The value that goes out: float32 [n, classes], logits unless the net was made for pixels (`fromPixels`). */
  readonly output: string;
  /** The number of logits. */
  readonly numClasses: number;
}

/** The images that a net takes; the batch is always free. */
export interface NetInput {
  /** float32: values as the net was trained on, normalized; uint8: the bytes of pixels, which the net normalizes. */
  readonly type: "float32" | "uint8";
  /** Height and width, pixels; undefined where any size will do. */
  readonly size: number | undefined;
  /** Height and width must be multiples of this, pixels: the side of the stem's block. */
  readonly multipleOf: number;
  /** Channels of the images, 3 for colours. */
  readonly channels: number;
}

/** One operation, and the names of what it reads and makes. */
export interface NetNode {
  /** The value that it makes, such as "body.layer1.0.conv1": the module's place in the model, unique in the net. */
  readonly output: string;
  /** The values that it reads: "input", or outputs of nodes before it. */
  readonly inputs: readonly string[];
  /** What it computes. */
  readonly operation: Operation;
}

/** The name of the value that comes in. */
export const inputName = "input";

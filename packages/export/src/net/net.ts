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
  /**
   * The value that goes out: float32 [n, classes], logits unless the net was made for pixels (`fromPixels`); of a
   * detector float32 [n, locations, classes + 5], as the detector itself answers.
   */
  readonly output: string;
  /** The number of classes. */
  readonly numClasses: number;
  /** What the output says: logits of classes, unless it is a detector's answers. @default "classes" */
  readonly finds?: "classes" | "objects";
}

/** A size of images in pixels; a number is that of a square. */
export type NetSize = number | NetSides;

/** Height and width of images. */
export interface NetSides {
  /** Pixels from top to bottom. */
  readonly height: number;
  /** Pixels from left to right. */
  readonly width: number;
}

/** The images that a net takes; the batch is always free. */
export interface NetInput {
  /** float32: values as the net was trained on, normalized; uint8: the bytes of pixels, which the net normalizes. */
  readonly type: "float32" | "uint8";
  /** Height and width, pixels, a number for a square; undefined where any size will do. */
  readonly size: NetSize | undefined;
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
  /** What its weights are named after: of nodes with the same weights, the first one's value. @default the output */
  readonly weights?: string | undefined;
}

/** Height and width of a size; both undefined where any will do. */
export function sidesOf(size: NetSize | undefined): {
  readonly height: number | undefined;
  readonly width: number | undefined;
} {
  return typeof size === "object" ? size : { height: size, width: size };
}

/** The name of the value that comes in. */
export const inputName = "input";

/** What a graph calls what goes out, unless the net was made for pixels. */
export function outputName({ finds = "classes" }: Net): "logits" | "answers" {
  return finds === "objects" ? "answers" : "logits";
}

/** A checkpoint file as its readers see it, whatever its format. */
import type { Unwrapped } from "../unwrapped.ts";
import type { SafetensorsDtype } from "./dtypes.ts";
import type { TensorData } from "./tensor-data.ts";

/** What a file says of one tensor. */
export interface TensorInfo {
  /** The number format of the tensor's values, under safetensors' name. */
  readonly dtype: SafetensorsDtype;
  /** The sizes of the tensor's axes; [] for a scalar. */
  readonly shape: readonly number[];
}

/** An open checkpoint, of which only the list of tensors was read. */
export interface TensorFile {
  /** Number format and shape of every tensor, by name. */
  readonly entries: ReadonlyMap<string, TensorInfo>;
  /** Text by key that the file holds beside its tensors; empty for formats that have none. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What PyTorch's file calls the classes, in the order of the logits (`idx_to_class`, …), where it does. */
  readonly classNames?: readonly string[];
  /** What the tensors were taken out of; absent where they lay bare in the file. */
  readonly unwrapped?: Unwrapped;
  /** Reads one tensor. @throws CheckpointError when the file has no such tensor or is too short. */
  read(name: string): Promise<TensorData>;
  /** Closes the file; nothing can be read afterwards. */
  close(): Promise<void>;
}

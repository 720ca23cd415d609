/** A checkpoint file as its readers see it, whatever its format. */
import type { SafetensorsDtype, TensorData } from "./tensor-data.ts";

/** An open checkpoint, of which only the list of tensors was read. */
export interface TensorFile {
  /** Number format and shape of every tensor, by name. */
  readonly entries: ReadonlyMap<string, { readonly dtype: SafetensorsDtype; readonly shape: readonly number[] }>;
  /** Text by key that the file holds beside its tensors; empty for formats that have none. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Reads one tensor. @throws CheckpointError when the file has no such tensor or is too short. */
  read(name: string): Promise<TensorData>;
  /** Closes the file; nothing can be read afterwards. */
  close(): Promise<void>;
}

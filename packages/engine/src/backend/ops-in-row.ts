/** Runs ops one after another whose tensors in between tfjs can't hold, such as those in bfloat16. */
import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { TensorMetadata } from "../native/binding.ts";
import type { OpAttribute } from "../native/op-attributes.ts";
import { currentBackend } from "./current-backend.ts";

/** An op of a row: what it takes besides the output of the op before, and after that. */
export interface RowOp {
  readonly name: string;
  readonly attributes: readonly OpAttribute[];
  readonly inputs?: readonly TensorInfo[];
}

/**
 * Runs ops, or records them into a trace, each on the first output of the one before, and returns the last one's
 * output; the surrounding `tidy` or the caller owns it.
 */
export function opsInRow(first: TensorInfo, ops: readonly RowOp[]): Tensor {
  const backend = currentBackend();
  const [start = -1] = backend.getInputTensorIds([first]);
  let output: TensorMetadata | undefined;
  for (const { name, attributes, inputs = [] } of ops) {
    const before = output;
    const ids = [before?.id ?? start, ...backend.getInputTensorIds(inputs)];
    [output] = backend.calls.executeOp(name, attributes, ids, 1);
    if (before !== undefined) backend.calls.deleteTensor(before.id);
  }
  if (output === undefined) throw new Error("opsInRow: expected one op or more, got none.");
  return backend.createOutputTensor(output);
}

/** Runs any TensorFlow op on tfjs tensors: at once, or recorded when a function is being traced. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { type Attributes, toOpAttributes } from "../native/op-attributes.ts";
import { currentBackend } from "./current-backend.ts";

/**
 * Runs the TensorFlow op `name` on `inputs` and returns its first `outputs` outputs; the surrounding `tidy` or the
 * caller owns them. While a function is traced, the op is recorded into it instead.
 *
 * The gradient tape of TensorFlow.js does not see the op: wrap it in `tf.customGrad` where a gradient is needed.
 * @throws TensorFlowError with TensorFlow's message when the op, an attribute or a shape is wrong.
 * @throws Error when an input was disposed, or when no engine runs.
 * @see https://www.tensorflow.org/api_docs/python/tf/raw_ops for the ops, their inputs and attributes
 */
export function runOp(name: string, inputs: readonly Tensor[], attributes: Attributes = {}, outputs = 1): Tensor[] {
  const disposed = inputs.findIndex((tensor) => tensor.isDisposed);
  if (disposed >= 0) throw new Error(`runOp: input ${disposed} of ${name} was disposed. Keep it until the op has run.`);
  return currentBackend().executeMultipleOutputs(name, toOpAttributes(attributes), inputs, outputs);
}

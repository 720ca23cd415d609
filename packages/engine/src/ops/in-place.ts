/** Runs ops that change variables in place. */
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { currentBackend } from "../backend/current-backend.ts";
import { type Attributes, toOpAttributes } from "../native/op-attributes.ts";

/**
 * Runs the TensorFlow op `name`, which changes variables in place, such as `ResourceApplyMomentum`; while a function is
 * traced, the op is recorded into it instead.
 *
 * The op takes `variables` first, which were given to `storeInPlace` before, then `inputs`. Copies of a variable that
 * were made before (`clone`) keep its old values.
 * @throws TraceError in a trace, for a variable that was not given to `storeInPlace`, or that the traced function has
 * assigned a tensor to.
 * @throws TensorFlowError when the op, an attribute or a shape is wrong.
 */
export function updateInPlace(
  name: string,
  variables: readonly Variable[],
  inputs: readonly Tensor[],
  attributes: Attributes = {},
): void {
  currentBackend().updateInPlace(name, variables, inputs, toOpAttributes(attributes));
}

import * as tf from "@tensorflow/tfjs-core";

/** A function's result, taken apart: its tensors, and how to put others in their places. */
export interface FlatResult {
  readonly leaves: readonly tf.Tensor[];
  /** Makes the result again, with other tensors in the places of `leaves`. */
  readonly restore: (outputs: readonly tf.Tensor[]) => tf.TensorContainer;
}

/** Takes a function's result apart: tensors in arrays and plain objects, in the order that they are found in. */
export function flattenResult(result: tf.TensorContainer): FlatResult {
  const leaves: tf.Tensor[] = [];
  const visit = (value: unknown): ((outputs: readonly tf.Tensor[]) => unknown) => {
    if (value instanceof tf.Tensor) {
      const index = leaves.push(value) - 1;
      return (outputs) => outputs[index];
    }
    if (Array.isArray(value)) {
      const items = value.map(visit);
      return (outputs) => items.map((item) => item(outputs));
    }
    if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      const entries = Object.entries(value).map(([key, item]) => [key, visit(item)] as const);
      return (outputs) => Object.fromEntries(entries.map(([key, item]) => [key, item(outputs)]));
    }
    return () => value;
  };
  const restore = visit(result) as FlatResult["restore"];
  return { leaves, restore };
}

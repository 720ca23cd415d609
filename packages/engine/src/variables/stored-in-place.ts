/** Which variables are changed in place. */
import type { Variable } from "@tensorflow/tfjs-core";

const stored = new WeakSet<Variable>();

/**
 * Says that these variables are changed by `updateInPlace`: from now on their values live in TensorFlow's own
 * variables. Everything else works as before: they are read, assigned, saved and disposed like any `tf.Variable`.
 */
export function storeInPlace(variables: Iterable<Variable>): void {
  for (const variable of variables) stored.add(variable);
}

/** Whether `storeInPlace` was told of a variable. */
export function isStoredInPlace(variable: Variable): boolean {
  return stored.has(variable);
}

/** Knows which variables are changed in place. */
import type { Variable } from "@tensorflow/tfjs-core";

const stored = new WeakSet<Variable>();

/**
 * Says that these variables will be changed by `updateInPlace`: their values live in TensorFlow's own variables from
 * the first trace or update on.
 *
 * Everything else works as before: they are read, assigned, saved and disposed like any `tf.Variable`.
 */
export function storeInPlace(variables: Iterable<Variable>): void {
  for (const variable of variables) stored.add(variable);
}

/** Whether a variable was given to `storeInPlace`. */
export function isStoredInPlace(variable: Variable): boolean {
  return stored.has(variable);
}

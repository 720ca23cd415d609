/** Whether a function is being traced in this thread, and what JavaScript may not do meanwhile. */

import { TraceError } from "../errors.ts";
import type { GraphPrecision } from "../native/config-proto.ts";

let tracing = false;
let precision: GraphPrecision = "float32";
let freezing = false;

/** True while a traced function is being recorded: tensors have shapes and dtypes, but no values. */
export function isTracing(): boolean {
  return tracing;
}

/**
 * In which number format the products and convolutions that are called now will be computed: the traced function's in
 * its trace, float32 outside of one. Tensors are float32 to JavaScript in both.
 */
export function graphPrecision(): GraphPrecision {
  return precision;
}

/**
 * Whether what depends on variables alone is computed now, once, and not at every call: in the trace of a frozen
 * function.
 */
export function isFreezing(): boolean {
  return freezing;
}

/** How a function is recorded. */
export interface TraceState {
  readonly precision: GraphPrecision;
  readonly freeze: boolean;
}

/**
 * Runs `record` with `isTracing()` true and `Math.random` refused: a number drawn now would be the same at every call.
 * @throws TraceError when a trace is running already.
 */
export function whileTracing<T>(name: string, state: TraceState, record: () => T): T {
  if (tracing) throw calledInTrace(name);
  const random = Math.random;
  tracing = true;
  precision = state.precision;
  freezing = state.freeze;
  Math.random = refuseRandom;
  try {
    return record();
  } finally {
    Math.random = random;
    tracing = false;
    precision = "float32";
    freezing = false;
  }
}

export function calledInTrace(name: string): TraceError {
  return new TraceError(
    `${name}: a traced function was called inside another one's trace. Call the plain function there.`,
  );
}

function refuseRandom(): never {
  throw new TraceError(
    "a traced function drew random numbers in JavaScript (tf.randomUniform, tf.dropout, …): they would be the same at every call. " +
      "Draw with a RandomGenerator, or give the op a seed if that is what you want.",
  );
}

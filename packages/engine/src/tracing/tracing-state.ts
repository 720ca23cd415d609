/** Knows whether a function is being traced in this thread, and what JavaScript may not do meanwhile. */

import { TraceError } from "../errors.ts";
import type { GraphPrecision } from "../protobuf/config-proto.ts";

let tracing = false;
let precision: GraphPrecision = "float32";
let freezing = false;
let tracedName = "";
let collectives = 0;

/**
 * Whether a traced function is being recorded in this thread: its tensors have shapes and dtypes, but no values yet.
 */
export function isTracing(): boolean {
  return tracing;
}

/**
 * Returns the number format that products and convolutions called now will be computed in: the traced function's while
 * it is traced, float32 else. To JavaScript tensors are float32 either way.
 */
export function graphPrecision(): GraphPrecision {
  return precision;
}

/**
 * Whether a frozen function is being traced: what depends on variables alone is then computed now, once, and not at
 * every call.
 */
export function isFreezing(): boolean {
  return freezing;
}

/**
 * Names the next op of the traced function that talks to other processes, by the function's name and a count: what all
 * of them trace alike is named alike.
 * @throws TraceError outside of a trace: an op at once would keep JavaScript from hearing that a process is lost.
 */
export function nextCollective(who: string): string {
  if (!tracing) {
    throw new TraceError(`${who}: expected to be called in a traced function, was called outside. Wrap it in trace().`);
  }
  if (freezing) throw new TraceError(`${who}: a frozen function can't talk to other processes. Trace without freeze.`);
  return `${tracedName}/${collectives++}`;
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
  tracedName = name;
  collectives = 0;
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

/** Makes the error for a traced function that is called inside of another one's trace. */
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

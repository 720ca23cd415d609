/**
 * What the fastest way to compute a convolution depends on besides its tensors.
 *
 * This file alone reads the state of the engine and of the trace for the ops of this package. They take it as an
 * argument with this default, so that a test or a caller can give other conditions.
 */
import { currentEngine, type GraphPrecision, graphPrecision, isFreezing } from "@tresnet/engine";

/** Where and how an op that is called now will be computed. */
export interface TraceConditions {
  /** The kind of device that ops run on; undefined where no engine of `@tresnet/engine` runs. */
  readonly device: "cpu" | "gpu" | undefined;
  /** The number format of products and convolutions: the traced function's in its trace, float32 outside of one. */
  readonly precision: GraphPrecision;
  /** Whether what depends on variables alone is computed once, while a frozen function is traced. */
  readonly freezing: boolean;
}

/** Reads the conditions of this moment from the engine and from the trace that is being recorded, if one is. */
export function traceConditions(): TraceConditions {
  return { device: currentEngine()?.device, precision: graphPrecision(), freezing: isFreezing() };
}

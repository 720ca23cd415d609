/** Which number format a traced function computes in. */
import { currentBackend } from "../backend/current-backend.ts";
import { TraceError } from "../errors.ts";
import type { GraphPrecision } from "../native/config-proto.ts";
import { cpuFeatures } from "../native/cpu-features.ts";

/** "auto" is bfloat16 on CPUs that gain by it, float32 elsewhere. */
export type TracePrecision = "auto" | GraphPrecision;

/**
 * The precision that TensorFlow's graph optimizer is asked for.
 * @throws TraceError for bfloat16 on a GPU, where that optimizer pass does not exist.
 */
export function resolvePrecision(precision: TracePrecision): GraphPrecision {
  const gpu = currentBackend().isUsingGpuDevice;
  if (precision === "auto") return !gpu && cpuFeatures().bfloat16 ? "bfloat16" : "float32";
  if (precision === "bfloat16" && gpu) {
    throw new TraceError(
      'trace: precision "bfloat16" needs device "cpu". On a GPU use "float32": it computes in TF32.',
    );
  }
  return precision;
}

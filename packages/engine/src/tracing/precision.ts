/** Chooses the number format that a traced function computes in. */
import { currentBackend } from "../backend/current-backend.ts";
import { TraceError } from "../errors.ts";
import { cpuFeatures } from "../native/cpu-features.ts";
import type { GraphPrecision } from "../protobuf/config-proto.ts";

/**
 * The number format that is asked for: "auto" is bfloat16 on CPUs that gain by it (`cpuFeatures().bfloat16`), float32
 * elsewhere.
 */
export type TracePrecision = "auto" | GraphPrecision;

/**
 * Turns "auto" into the number format that is right for the running engine, and checks any other.
 * @throws TraceError for bfloat16 on a GPU, where TensorFlow's graph optimizer has no pass for it.
 * @throws Error when no engine runs.
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

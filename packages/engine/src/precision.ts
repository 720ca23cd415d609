/** Which number format a traced function computes in. */
import { readFileSync } from "node:fs";
import { currentBackend } from "./backend.ts";
import type { GraphPrecision } from "./config-proto.ts";
import { TraceError } from "./errors.ts";

/** "auto" is bfloat16 on CPUs that compute in it, float32 elsewhere. */
export type TracePrecision = "auto" | GraphPrecision;

/** True when the CPU multiplies bfloat16 natively (AVX512-BF16 or AMX-BF16), as Linux reports it. */
export function hasNativeBfloat16(): boolean {
  try {
    return /^flags\s*:.*\b(avx512_bf16|amx_bf16)\b/m.test(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return false;
  }
}

/**
 * The precision that TensorFlow's graph optimizer is asked for.
 * @throws TraceError for bfloat16 on a GPU, where that optimizer pass does not exist.
 */
export function resolvePrecision(precision: TracePrecision): GraphPrecision {
  const gpu = currentBackend().isUsingGpuDevice;
  if (precision === "auto") return !gpu && hasNativeBfloat16() ? "bfloat16" : "float32";
  if (precision === "bfloat16" && gpu) {
    throw new TraceError(
      'trace: precision "bfloat16" needs device "cpu". On a GPU use "float32": it computes in TF32.',
    );
  }
  return precision;
}

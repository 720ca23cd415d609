/**
 * `ConfigProto`, TensorFlow's settings, in protobuf's wire format: the few fields that the engine sets.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/protobuf/config.proto and rewriter_config.proto
 */

/** The number format that the convolutions and matrix products of a traced function compute in. */
export type GraphPrecision = "float32" | "bfloat16";

/** The settings of an eager context. */
export interface SessionConfig {
  /** Threads that run different ops at once; 0 leaves it to TensorFlow. */
  readonly interOpThreads: number;
  /** Threads inside one op; 0 leaves it to TensorFlow. */
  readonly intraOpThreads: number;
  /** False hides every GPU. */
  readonly gpu: boolean;
}

const ON = 1;
// RewriterConfig.ONE: the second pass that is usual found nothing more, and took a third of the time to the first step.
const once = 1;
const field = {
  deviceCount: 1,
  intraOpThreads: 2,
  interOpThreads: 5,
  gpuOptions: 6,
  allowSoftPlacement: 7,
  usePerSessionThreads: 9,
  graphOptions: 10,
  gpuAllowGrowth: 4,
  rewriteOptions: 10,
  metaOptimizerIterations: 12,
  disableMetaOptimizer: 19,
  autoMixedPrecisionOneDnnBfloat16: 31,
} as const;

/** Writes the settings of an eager context. GPU memory grows as needed, as everybody who shares a GPU expects. */
export function sessionConfig({ interOpThreads, intraOpThreads, gpu }: SessionConfig): Uint8Array {
  return Uint8Array.from([
    ...(gpu ? [] : message(field.deviceCount, [...message(1, [...Buffer.from("GPU")]), ...number(2, 0)])),
    ...number(field.intraOpThreads, intraOpThreads),
    ...number(field.interOpThreads, interOpThreads),
    ...message(field.gpuOptions, number(field.gpuAllowGrowth, 1)),
    ...number(field.allowSoftPlacement, 1),
  ]);
}

/**
 * Writes the settings of one traced function. Without them TensorFlow's graph optimizer does not run at all; "as
 * recorded" asks for that.
 */
export function functionConfig(precision: GraphPrecision | "as recorded"): Uint8Array {
  const rewrites = {
    bfloat16: number(field.autoMixedPrecisionOneDnnBfloat16, ON),
    float32: [],
    "as recorded": number(field.disableMetaOptimizer, 1),
  }[precision];
  return Uint8Array.from([
    ...number(field.allowSoftPlacement, 1),
    ...message(
      field.graphOptions,
      message(field.rewriteOptions, [...number(field.metaOptimizerIterations, once), ...rewrites]),
    ),
  ]);
}

/** Writes what a measured function adds to its settings: a session of its own, with so many threads for its ops. */
export function measuredConfig(interOpThreads: number): Uint8Array {
  return Uint8Array.from([...number(field.interOpThreads, interOpThreads), ...number(field.usePerSessionThreads, ON)]);
}

/** Writes the `RunOptions` that ask for the times of ops on the CPU. */
export function measuredRun(): Uint8Array {
  const [traceLevel, softwareTrace] = [1, 1];
  return Uint8Array.from(number(traceLevel, softwareTrace));
}

function number(tag: number, value: number): number[] {
  return [...varint(tag << 3), ...varint(value)];
}

function message(tag: number, bytes: readonly number[]): number[] {
  return [...varint((tag << 3) | 2), ...varint(bytes.length), ...bytes];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

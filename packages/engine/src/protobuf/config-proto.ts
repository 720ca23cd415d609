/**
 * `ConfigProto`, TensorFlow's settings, in protobuf's wire format: the few fields that the engine sets.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/protobuf/config.proto and rewriter_config.proto
 */
import { ProtobufWriter } from "./protobuf-writer.ts";

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
  const config = new ProtobufWriter();
  if (!gpu) config.message(field.deviceCount, new ProtobufWriter().bytes(1, "GPU").number(2, 0));
  return config
    .number(field.intraOpThreads, intraOpThreads)
    .number(field.interOpThreads, interOpThreads)
    .message(field.gpuOptions, new ProtobufWriter().number(field.gpuAllowGrowth, 1))
    .number(field.allowSoftPlacement, 1)
    .concat();
}

/**
 * Writes the settings of one traced function. Without them TensorFlow's graph optimizer does not run at all; "as
 * recorded" asks for that.
 */
export function functionConfig(precision: GraphPrecision | "as recorded"): Uint8Array {
  const rewrites = new ProtobufWriter().number(field.metaOptimizerIterations, once);
  if (precision === "bfloat16") rewrites.number(field.autoMixedPrecisionOneDnnBfloat16, ON);
  if (precision === "as recorded") rewrites.number(field.disableMetaOptimizer, 1);
  return new ProtobufWriter()
    .number(field.allowSoftPlacement, 1)
    .message(field.graphOptions, new ProtobufWriter().message(field.rewriteOptions, rewrites))
    .concat();
}

/** Writes what a measured function adds to its settings: a session of its own, with so many threads for its ops. */
export function measuredConfig(interOpThreads: number): Uint8Array {
  return new ProtobufWriter()
    .number(field.interOpThreads, interOpThreads)
    .number(field.usePerSessionThreads, ON)
    .concat();
}

/** Writes the `RunOptions` that ask for the times of ops on the CPU. */
export function measuredRun(): Uint8Array {
  const [traceLevel, softwareTrace] = [1, 1];
  return new ProtobufWriter().number(traceLevel, softwareTrace).concat();
}

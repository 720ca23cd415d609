/** `trace(step)`: a function on tensors and variables as one TensorFlow function, called in one native call. */
import { debuglog } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { enqueue } from "../backend/call-queue.ts";
import { currentBackend } from "../backend/current-backend.ts";
import type { TensorFlowBackend } from "../backend/tensorflow-backend.ts";
import { countTracing } from "../engine-counts.ts";
import { TraceError } from "../errors.ts";
import { dtypeName } from "../native/dtypes.ts";
import type { FunctionGraph } from "./function-graph.ts";
import { resolvePrecision, type TracePrecision } from "./precision.ts";
import { RecentGraphs } from "./recent-graphs.ts";
import { recordFunction } from "./record-function.ts";
import { calledInTrace, isTracing } from "./tracing-state.ts";

/** How `trace` makes a TensorFlow function. */
export interface TraceOptions {
  /** The name that errors and profiles show. @default the function's own name */
  readonly name?: string;
  /**
   * The number format of convolutions and matrix products, chosen op by op by TensorFlow's graph optimizer; variables
   * and results stay float32. "auto" is bfloat16 where the CPU gains by it (AMX, or AVX512-BF16 that is no slower).
   * @default "float32"
   */
  readonly precision?: TracePrecision;
  /** Whether XLA compiles the function: slower on CPUs, an option for GPUs. @default false */
  readonly xla?: boolean;
  /**
   * Whether the present values of variables and of other tensors from outside are constants of the function: what
   * depends on them alone is computed once, and convolutions keep their rearranged kernels.
   *
   * It is for inference; trace again when a value has changed.
   * @default false
   */
  readonly freeze?: boolean;
  /**
   * How many traces are kept, one for each combination of input dtypes and shapes, 1 or more: the one that was not
   * called for longest is released when there is one more, and made again when it is called again. A frozen trace holds
   * rearranged kernels, 36 MB for `tresnet_s`.
   * @default 4 with freeze, else 64
   */
  readonly maxTraces?: number;
}

/** A traced function: it is called like the function that it was made from, and its result is awaited. */
export interface TracedFunction<Inputs extends tf.Tensor[], Result extends tf.TensorContainer> {
  /**
   * Runs the function in one native call on another thread; the caller owns the tensors of the result.
   *
   * Inputs may be disposed as soon as this returns its promise. Calls of one thread run one after another, in order.
   * @throws TraceError when the function can't be traced, an input was disposed, or something it captured is gone.
   * @throws TensorFlowError when TensorFlow fails.
   */
  (...inputs: Inputs): Promise<Result>;
  /** How many traces there are, one for each combination of input dtypes and shapes, `maxTraces` at most. */
  readonly traceCount: number;
  /** Releases the native functions, after the calls that were made before; variables stay. */
  dispose(): void;
}

const debug = debuglog("tresnet");

/**
 * Turns `step` into a TensorFlow function, which runs as one native call.
 *
 * The first call with new input dtypes or shapes runs `step` once to record its ops; every other call is one native
 * call.
 * - `tf.Variable`s are state: they are read at every call, and what `step` assigns to them replaces their values.
 *   Create them before the first call.
 * - Other tensors from outside are inputs by reference: keep them as long as the function.
 * - What JavaScript computes (numbers, `tf.tensor([...])`) is fixed when traced. Draw with a `RandomGenerator`.
 * - It leaves nothing for later: no `await`, promise or timer.
 *
 * Errors of tracing come with the first call, as `TracedFunction` says.
 * @throws RangeError when maxTraces is no whole number of 1 or more.
 */
export function trace<Inputs extends tf.Tensor[], Result extends tf.TensorContainer>(
  step: (...inputs: Inputs) => Result,
  options: TraceOptions = {},
): TracedFunction<Inputs, Result> {
  const name = options.name ?? (step.name || "step");
  const { maxTraces = options.freeze ? 4 : 64 } = options;
  if (!Number.isInteger(maxTraces) || maxTraces < 1) {
    throw new RangeError(`trace: maxTraces must be a whole number of 1 or more, got ${maxTraces}. Leave it out.`);
  }
  const graphs = new RecentGraphs(maxTraces);
  let disposed = false;

  const graphFor = (backend: TensorFlowBackend, inputs: Inputs): FunctionGraph => {
    const signature = inputs.map((input) => signatureOf(backend, input)).join(" ");
    const known = graphs.get(signature);
    if (known !== undefined && known.backend === backend) return known;
    const startMs = performance.now();
    const graph = recordFunction(backend, name, step, inputs, {
      precision: resolvePrecision(options.precision ?? "float32"),
      xla: options.xla ?? false,
      freeze: options.freeze ?? false,
    });
    graphs.set(signature, graph);
    const durationMs = performance.now() - startMs;
    countTracing(durationMs);
    debug("traced %s(%s): %d ops in %d ms", name, signature, graph.operations, Math.round(durationMs));
    return graph;
  };

  const run = async (...inputs: Inputs): Promise<Result> => {
    if (disposed) throw new TraceError(`${name}: the traced function was disposed. Trace it again.`);
    const backend = currentBackend();
    inputs.forEach((input, index) => {
      if (!(input instanceof tf.Tensor)) {
        throw new TraceError(
          `${name}: input ${index} must be a tensor, got ${typeof input}. Wrap it in tf.scalar() or tf.tensor().`,
        );
      }
      if (input.isDisposed)
        throw new TraceError(`${name}: input ${index} was disposed. Keep it until the function is called.`);
    });
    // Clones: their values stay when the caller disposes the input, or assigns to it, before the call's turn comes.
    const held = inputs.map((input) => tf.keep(input.clone())) as Inputs;
    try {
      return await enqueue(async () => {
        if (backend.eager.disposed)
          throw new TraceError(`${name}: the engine was disposed before the call's turn came.`);
        return (await graphFor(backend, held).execute(held)) as Result;
      });
    } finally {
      tf.dispose(held);
    }
  };

  // Thrown at once, not from a promise: the trace that this is called in does not wait for any.
  const call = (...inputs: Inputs): Promise<Result> => {
    if (isTracing()) throw calledInTrace(name);
    return run(...inputs);
  };

  return Object.defineProperties(call, {
    traceCount: { get: () => graphs.size },
    dispose: {
      value: () => {
        disposed = true;
        void enqueue(() => {
          graphs.clear();
        });
      },
    },
  }) as TracedFunction<Inputs, Result>;
}

/** Describes an input by its shape and TensorFlow's own dtype, not tfjs's, which calls int64 and uint8 int32. */
function signatureOf(backend: TensorFlowBackend, input: tf.Tensor): string {
  return `${dtypeName(backend.eager.metadata(backend.idOf(input)).dtype)}[${input.shape}]`;
}

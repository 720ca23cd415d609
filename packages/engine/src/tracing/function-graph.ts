/** Calls one trace of a function, made for one signature of its inputs. */
import type * as tf from "@tensorflow/tfjs-core";
import type { TensorFlowBackend } from "../backend/tensorflow-backend.ts";
import { countComputeCall } from "../engine-counts.ts";
import { TraceError } from "../errors.ts";
import type { GraphOutput } from "../native/c-api.ts";
import { attributeKinds, setAttribute } from "../native/op-attributes.ts";
import { checkStatus } from "../native/status.ts";
import { functionConfig, type GraphPrecision } from "../protobuf/config-proto.ts";
import type { TraceBinding } from "../recording/trace-binding.ts";
import { currentProfile } from "./profiling/op-profile.ts";
import type { MeasurableGraph } from "./profiling/session-graph.ts";

/** How a function is recorded and run. */
export interface FunctionSettings {
  /** The number format of convolutions and matrix products. */
  readonly precision: GraphPrecision;
  /** Whether XLA compiles the function. */
  readonly xla: boolean;
  /** Whether variables and other tensors from outside are constants of the function. */
  readonly freeze: boolean;
}

/**
 * Something that the graph takes besides the function's inputs: a variable's present value, or a tensor from outside.
 */
export type Capture = { readonly variable: tf.Variable } | { readonly id: number };

/** A recorded function: the trace with its graph, and what the graph's inputs and outputs mean. */
export interface Recording {
  readonly trace: TraceBinding;
  /** What stands for the function's inputs. */
  readonly inputs: readonly GraphOutput[];
  /** What stands for the function's outputs: the result's tensors, then the assigned variables. */
  readonly outputs: readonly GraphOutput[];
  /** What the graph takes after the function's inputs, in order. */
  readonly captures: readonly Capture[];
  /** The stored variables that the function reads, and may change in place. */
  readonly stored: readonly tf.Variable[];
  /** The variables that the function assigned tensors to. */
  readonly assigned: readonly tf.Variable[];
  /** Rebuilds the function's result from its output tensors. */
  readonly restore: (outputs: readonly tf.Tensor[]) => tf.TensorContainer;
  /** How many of `outputs` are the result's tensors. */
  readonly resultCount: number;
}

/** A recorded function as a TensorFlow function of the context. */
export class FunctionGraph {
  readonly backend: TensorFlowBackend;
  /** How many operations were recorded. */
  readonly operations: number;
  readonly #name: string;
  readonly #nativeName: string;
  readonly #function: bigint;
  readonly #recording: Recording;
  readonly #config: Uint8Array;
  readonly #xla: boolean;
  readonly #measurable: MeasurableGraph;

  constructor(
    backend: TensorFlowBackend,
    name: string,
    nativeFunction: { name: string; handle: bigint },
    recording: Recording,
    settings: FunctionSettings,
  ) {
    this.backend = backend;
    this.operations = recording.trace.operations;
    this.#name = name;
    this.#nativeName = nativeFunction.name;
    this.#function = nativeFunction.handle;
    this.#recording = recording;
    // A frozen function for oneDNN is recorded as it is to run: the graph optimizer would only copy its constants
    // about.
    this.#config = functionConfig(settings.freeze && backend.fusesConvolutions ? "as recorded" : settings.precision);
    this.#xla = settings.xla;
    const { trace, inputs, outputs } = recording;
    this.#measurable = {
      graph: trace.graph,
      inputs: [...inputs, ...trace.captures.values()],
      outputs,
      stored: [...trace.variables.inputs].map(([{ dtype, shape }, { handle }]) => ({ handle, dtype, shape })),
      targets: trace.variables.updates,
      config: this.#config,
    };
    backend.functions.add(this);
  }

  /**
   * Calls the function on another thread, assigns what it computed for variables and returns the rest to the caller.
   */
  async execute(inputs: readonly tf.Tensor[]): Promise<tf.TensorContainer> {
    const { backend } = this;
    const { eager } = backend;
    const { assigned, resultCount, restore } = this.#recording;
    const stored = this.#recording.stored.map((variable) => backend.store(this.#alive(variable)));
    for (const variable of stored) variable.forgetRead();
    const ids = [
      ...inputs.map((input) => backend.idOf(input)),
      ...this.#recording.captures.map((capture) => this.#current(capture)),
    ];
    const outputs = new BigUint64Array(Math.max(resultCount + assigned.length, 1));
    const profile = currentProfile();
    countComputeCall();
    try {
      if (profile === undefined) await this.#call([...ids, ...stored.map(({ resource }) => resource)], outputs);
      else {
        const handles = ids.map((id) => eager.handle(id));
        await profile.call(this.#name, this.#measurable, { inputs: handles, stored, outputs });
      }
    } finally {
      // Who has read them meanwhile must read them again.
      for (const variable of stored) variable.forgetRead();
    }
    const tensors = Array.from(outputs.subarray(0, resultCount + assigned.length), (handle) =>
      backend.createOutputTensor(eager.metadata(eager.adopt(handle))),
    );
    const results = tensors.slice(0, resultCount);
    for (const [index, variable] of assigned.entries()) {
      const value = tensors[resultCount + index];
      if (value === undefined) continue;
      if (!variable.isDisposed) variable.assign(value);
      value.dispose();
    }
    return restore(results);
  }

  /** Removes the function from the context, and deletes its graph; a second call does nothing. */
  dispose(): void {
    if (!this.backend.functions.delete(this)) return;
    const { api, context, disposed } = this.backend.eager;
    if (!disposed) {
      const status = api.TF_NewStatus();
      api.TFE_ContextRemoveFunction(context, this.#nativeName, status);
      api.TF_DeleteStatus(status);
    }
    api.TF_DeleteFunction(this.#function);
    this.#recording.trace.dispose();
  }

  /** Makes the native call, from the tensors `ids` to new handles in `outputs`. */
  async #call(ids: readonly number[], outputs: BigUint64Array): Promise<void> {
    const { eager } = this.backend;
    const { api } = eager;
    const op = eager.newOp(this.#nativeName, ids);
    const status = api.TF_NewStatus();
    const count = Int32Array.of(this.#recording.outputs.length);
    try {
      setAttribute(
        api,
        "TFE_Op",
        op,
        { name: "config_proto", type: attributeKinds.TF_ATTR_STRING, value: this.#config },
        status,
      );
      if (this.#xla)
        setAttribute(
          api,
          "TFE_Op",
          op,
          { name: "_XlaMustCompile", type: attributeKinds.TF_ATTR_BOOL, value: true },
          status,
        );
      await new Promise<void>((resolve, reject) => {
        api.TFE_Execute.async(op, outputs, count, status, (error: unknown) => (error ? reject(error) : resolve()));
      });
      checkStatus(api, status, this.#name);
    } finally {
      api.TFE_DeleteOp(op);
      api.TF_DeleteStatus(status);
    }
  }

  /** Finds the number of the tensor that a capture is now. */
  #current(capture: Capture): number {
    if ("variable" in capture) return this.backend.idOf(this.#alive(capture.variable));
    if (this.backend.eager.has(capture.id)) return capture.id;
    throw new TraceError(
      `${this.#name}: a tensor that it captured from outside was disposed. Keep it with tf.keep(), pass it as an input, or make it a tf.variable().`,
    );
  }

  #alive(variable: tf.Variable): tf.Variable {
    if (!variable.isDisposed) return variable;
    throw new TraceError(`${this.#name}: the variable "${variable.name}" that it reads was disposed. Trace it again.`);
  }
}

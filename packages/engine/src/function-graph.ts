/** One trace of a function for one signature: how it is recorded, and how it is called. */
import * as tf from "@tensorflow/tfjs-core";
import type { TensorFlowBackend } from "./backend.ts";
import type { GraphOutput } from "./c-api.ts";
import { functionConfig, type GraphPrecision } from "./config-proto.ts";
import { TraceError } from "./errors.ts";
import { attr, attributeKinds, setAttribute } from "./op-attributes.ts";
import { runOp } from "./run-op.ts";
import { checkStatus } from "./status.ts";
import { TraceBinding } from "./trace-binding.ts";

export interface FunctionSettings {
  readonly precision: GraphPrecision;
  readonly xla: boolean;
}

/** What the graph takes besides the function's inputs: a variable's present value, or one tensor from outside. */
type Capture = { readonly variable: tf.Variable } | { readonly id: number };

interface Recording {
  readonly trace: TraceBinding;
  readonly captures: readonly Capture[];
  readonly assigned: readonly tf.Variable[];
  /** Rebuilds the function's result from its output tensors. */
  readonly restore: (outputs: readonly tf.Tensor[]) => tf.TensorContainer;
  readonly resultCount: number;
}

let functionCount = 0;

export class FunctionGraph {
  readonly backend: TensorFlowBackend;
  readonly operations: number;
  readonly #name: string;
  readonly #nativeName: string;
  readonly #function: bigint;
  readonly #recording: Recording;
  readonly #config: Uint8Array;
  readonly #xla: boolean;

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
    this.#config = functionConfig(settings.precision);
    this.#xla = settings.xla;
  }

  /** Calls the function on another thread; assigns what it computed for variables, gives the rest to the caller. */
  async execute(inputs: readonly tf.Tensor[]): Promise<tf.TensorContainer> {
    const { backend } = this;
    const { eager } = backend;
    const { api } = eager;
    const { assigned, resultCount, restore } = this.#recording;
    const ids = [
      ...inputs.map((input) => backend.idOf(input)),
      ...this.#recording.captures.map((capture) => this.#current(capture)),
    ];
    const op = eager.newOp(this.#nativeName, ids);
    const status = api.TF_NewStatus();
    const outputs = new BigUint64Array(Math.max(resultCount + assigned.length, 1));
    const count = Int32Array.of(resultCount + assigned.length);
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
    const tensors = Array.from(outputs.subarray(0, count[0]), (handle) =>
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

  dispose(): void {
    const { api, context, disposed } = this.backend.eager;
    // The context took its functions with it.
    if (disposed) return;
    const status = api.TF_NewStatus();
    api.TFE_ContextRemoveFunction(context, this.#nativeName, status);
    api.TF_DeleteStatus(status);
    api.TF_DeleteFunction(this.#function);
    this.#recording.trace.dispose();
  }

  #current(capture: Capture): number {
    if ("variable" in capture) {
      if (!capture.variable.isDisposed) return this.backend.idOf(capture.variable);
      throw new TraceError(
        `${this.#name}: the variable "${capture.variable.name}" that it reads was disposed. Trace it again.`,
      );
    }
    if (this.backend.eager.has(capture.id)) return capture.id;
    throw new TraceError(
      `${this.#name}: a tensor that it captured from outside was disposed. Keep it with tf.keep(), pass it as an input, or make it a tf.variable().`,
    );
  }
}

/**
 * Runs `step` once on stand-ins for `inputs` and makes a TensorFlow function of the ops it called.
 * @throws TraceError when `step` reads values, draws in JavaScript, makes variables, is asynchronous, or lets tensors escape.
 */
export function recordFunction<Inputs extends tf.Tensor[]>(
  backend: TensorFlowBackend,
  name: string,
  step: (...inputs: Inputs) => tf.TensorContainer,
  inputs: Inputs,
  settings: FunctionSettings,
): FunctionGraph {
  if (isTracing()) {
    throw new TraceError(
      `${name}: a traced function was called inside another one's trace. Call the plain function there.`,
    );
  }
  const trace = new TraceBinding(backend.eager);
  const variables = variablesByHandle(backend);
  // A second reference keeps each variable's value alive while the step assigns stand-ins to it.
  const saved = [...variables.values()].map((variable) => ({
    variable,
    id: backend.idOf(variable),
    value: tf.keep(variable.clone()),
  }));
  const random = Math.random;
  try {
    tracing = true;
    Math.random = refuseRandom;
    const nativeInputs: GraphOutput[] = [];
    const nativeOutputs: GraphOutput[] = [];
    const recording = backend.through(trace, () => {
      try {
        return tf.tidy("trace", () => {
          const standIns = inputs.map((input) => {
            const { dtype, shape } = backend.eager.metadata(backend.idOf(input));
            const metadata = trace.input(dtype, shape);
            nativeInputs.push(trace.symbolOf(metadata.id));
            return backend.createOutputTensor(metadata);
          });
          // The inputs' static types are the caller's; their stand-ins have the same dtypes and shapes.
          const result = step(...(standIns as Inputs));
          if (result instanceof Promise)
            throw new TraceError(`${name}: a traced function can't be async. Await outside of it.`);
          const { leaves, restore } = flatten(result);
          const assigned = saved.filter(({ variable, id }) => !variable.isDisposed && backend.idOf(variable) !== id);
          for (const { variable } of saved) {
            if (variable.isDisposed)
              throw new TraceError(`${name}: the step disposed the variable "${variable.name}". Dispose it outside.`);
          }
          const values = [...leaves, ...assigned.map(({ variable }) => variable)];
          nativeOutputs.push(...values.map((value) => trace.identity(trace.symbolOf(backend.idOf(value)))));
          return {
            restore,
            resultCount: leaves.length,
            assigned: assigned.map(({ variable }) => variable),
          } as unknown as tf.TensorContainer;
        }) as unknown as Pick<Recording, "restore" | "resultCount" | "assigned">;
      } finally {
        const made = Object.values(tf.engine().registeredVariables).filter(
          (variable) => !saved.some((entry) => entry.variable === variable),
        );
        for (const { variable, id, value } of saved) {
          if (!variable.isDisposed && backend.idOf(variable) !== id) variable.assign(value);
          value.dispose();
        }
        for (const variable of made) variable.dispose();
        if (made.length > 0) {
          // biome-ignore lint/correctness/noUnsafeFinally: the variables explain whatever else went wrong
          throw new TraceError(
            `${name}: the step made ${made.length} tf.variable(s) ("${made[0]?.name}"). Create variables before the first call.`,
          );
        }
      }
    });
    if (trace.liveSymbols > 0) {
      throw new TraceError(
        `${name}: ${trace.liveSymbols} tensors escape from the traced function (tf.keep, or a variable outside). They have no value there: return them instead.`,
      );
    }
    const captures = [...trace.captures].map(([id, placeholder]) => {
      const variable = variables.get(id);
      nativeInputs.push(placeholder);
      return variable === undefined ? { id } : { variable };
    });
    return new FunctionGraph(
      backend,
      name,
      makeNative(backend, name, trace, nativeInputs, nativeOutputs),
      { trace, captures, ...recording },
      settings,
    );
  } catch (error) {
    trace.dispose();
    throw error;
  } finally {
    Math.random = random;
    tracing = false;
  }
}

/** Every variable under its handle; those that share it with another tensor, as a clone does, get one of their own first. */
function variablesByHandle(backend: TensorFlowBackend): Map<number, tf.Variable> {
  const variables = new Map<number, tf.Variable>();
  for (const variable of Object.values(tf.engine().registeredVariables)) {
    if (backend.refCount(variable.dataId) > 1) {
      tf.tidy(() => {
        const [own = variable] = runOp("Identity", [variable], { T: attr.type(variable.dtype) });
        variable.assign(own);
      });
    }
    variables.set(backend.idOf(variable), variable);
  }
  return variables;
}

let tracing = false;

/** True while a traced function is being recorded: tensors have shapes and dtypes, but no values. */
export function isTracing(): boolean {
  return tracing;
}

function makeNative(
  backend: TensorFlowBackend,
  name: string,
  trace: TraceBinding,
  inputs: GraphOutput[],
  outputs: GraphOutput[],
) {
  const { api, context, status } = backend.eager;
  const nativeName = `${name.replaceAll(/\W/g, "_")}_${++functionCount}`;
  const handle = api.TF_GraphToFunction(
    trace.graph,
    nativeName,
    0,
    -1,
    null,
    inputs.length,
    inputs,
    outputs.length,
    outputs,
    null,
    null,
    null,
    status,
  );
  checkStatus(api, status, name);
  api.TFE_ContextAddFunction(context, handle, status);
  checkStatus(api, status, name);
  return { name: nativeName, handle };
}

/** The tensors of a result, and how to put others in their places. */
function flatten(result: tf.TensorContainer): { leaves: tf.Tensor[]; restore: Recording["restore"] } {
  const leaves: tf.Tensor[] = [];
  const visit = (value: unknown): ((outputs: readonly tf.Tensor[]) => unknown) => {
    if (value instanceof tf.Tensor) {
      const index = leaves.push(value) - 1;
      return (outputs) => outputs[index];
    }
    if (Array.isArray(value)) {
      const items = value.map(visit);
      return (outputs) => items.map((item) => item(outputs));
    }
    if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      const entries = Object.entries(value).map(([key, item]) => [key, visit(item)] as const);
      return (outputs) => Object.fromEntries(entries.map(([key, item]) => [key, item(outputs)]));
    }
    return () => value;
  };
  const restore = visit(result) as Recording["restore"];
  return { leaves, restore };
}

function refuseRandom(): never {
  throw new TraceError(
    "a traced function drew random numbers in JavaScript (tf.randomUniform, tf.dropout, …): they would be the same at every call. " +
      "Draw with a RandomGenerator, or give the op a seed if that is what you want.",
  );
}

/** Runs a function on stand-ins and makes a TensorFlow function of the ops that it called. */
import * as tf from "@tensorflow/tfjs-core";
import type { TensorFlowBackend } from "../backend/tensorflow-backend.ts";
import { TraceError } from "../errors.ts";
import { cpuFeatures } from "../native/cpu-features.ts";
import { dtypeNumbers } from "../native/dtypes.ts";
import type { EagerBinding } from "../native/eager-binding.ts";
import { silently } from "../native/native-process.ts";
import { attr, toOpAttributes } from "../native/op-attributes.ts";
import { checkStatus } from "../native/status.ts";
import { TraceBinding } from "../recording/trace-binding.ts";
import { flattenResult } from "./flatten-result.ts";
import { FunctionGraph, type FunctionSettings, type Recording } from "./function-graph.ts";
import { refuseLaterWork } from "./refuse-later-work.ts";
import { releaseKeptOnError } from "./release-kept-on-error.ts";
import { TracedVariables } from "./traced-variables.ts";
import { whileTracing } from "./tracing-state.ts";

type Step<Inputs extends tf.Tensor[]> = (...inputs: Inputs) => tf.TensorContainer;

/** What `record` makes: a recording without what the trace itself knows. */
type Recorded = Omit<Recording, "captures" | "stored" | "trace">;

let functionCount = 0;

/**
 * Runs `step` once on stand-ins for `inputs` and makes a TensorFlow function of the ops it called.
 * @throws TraceError when `step` reads values, draws in JavaScript, makes variables, promises or timers, is
 * asynchronous, or lets tensors escape.
 */
export function recordFunction<Inputs extends tf.Tensor[]>(
  backend: TensorFlowBackend,
  name: string,
  step: Step<Inputs>,
  inputs: Inputs,
  settings: FunctionSettings,
): FunctionGraph {
  const { freeze, precision } = settings;
  const lacksBfloat16 = precision === "bfloat16" && !cpuFeatures().oneDnnBfloat16;
  if (lacksBfloat16) silently(() => multiplyInBfloat16(backend.eager));
  const trace = new TraceBinding(backend.eager, {
    freeze,
    bfloat16: freeze && precision === "bfloat16",
    // Where oneDNN has no bfloat16, its convolutions fail; TensorFlow's own, one op each, compute in it on any CPU.
    fuse: freeze && backend.fusesConvolutions && !lacksBfloat16,
  });
  try {
    const variables = new TracedVariables(backend, name);
    const recorded = backend.through(
      trace,
      (values) => variables.byHandle(values) !== undefined,
      () => {
        try {
          return whileTracing(name, settings, () =>
            releaseKeptOnError(() =>
              refuseLaterWork(name, () => record(backend, name, { trace, variables, step, inputs })),
            ),
          );
        } finally {
          variables.restore();
        }
      },
    );
    if (trace.liveSymbols > 0) {
      throw new TraceError(
        `${name}: ${trace.liveSymbols} tensors escape from the traced function (tf.keep, or a variable outside). They have no value there: return them instead.`,
      );
    }
    if (freeze && (recorded.assigned.length > 0 || trace.variables.updates.length > 0)) {
      throw new TraceError(
        `${name}: the traced function changes variables, which are constants of it. Trace it without freeze.`,
      );
    }
    const captures = [...trace.captures.keys()].map((id) => {
      const variable = variables.byHandle(id);
      return variable === undefined ? { id } : { variable };
    });
    const stored = [...trace.variables.inputs.keys()].map((values) => {
      const variable = variables.byHandle(values);
      if (variable === undefined) throw new Error(`${name}: a stored variable of the trace is unknown.`);
      return variable;
    });
    const native = makeNative(backend, name, trace, {
      ...recorded,
      inputs: [
        ...recorded.inputs,
        ...trace.captures.values(),
        ...[...trace.variables.inputs.values()].map(({ handle }) => handle),
      ],
    });
    return new FunctionGraph(backend, name, native, { ...recorded, trace, captures, stored }, settings);
  } catch (error) {
    trace.dispose();
    throw error;
  }
}

/** What `record` works on. */
interface Recordable<Inputs extends tf.Tensor[]> {
  readonly trace: TraceBinding;
  readonly variables: TracedVariables;
  readonly step: Step<Inputs>;
  readonly inputs: Inputs;
}

/** Runs the step on stand-ins for its inputs, and notes what stands for inputs and outputs. */
function record<Inputs extends tf.Tensor[]>(
  backend: TensorFlowBackend,
  name: string,
  { trace, variables, step, inputs }: Recordable<Inputs>,
): Recorded {
  let recorded: Recorded | undefined;
  tf.tidy("trace", () => {
    const standIns = inputs.map((input) => {
      const { dtype, shape } = backend.eager.metadata(backend.idOf(input));
      return backend.createOutputTensor(trace.input(dtype, shape));
    });
    const symbols = standIns.map((standIn) => trace.outputOf(backend.idOf(standIn)));
    // The inputs' static types are the caller's; their stand-ins have the same dtypes and shapes.
    const result = step(...(standIns as Inputs));
    if (isThenable(result)) {
      throw new TraceError(`${name}: a traced function can't be async. Await outside of it.`);
    }
    const { leaves, restore } = flattenResult(result);
    const assigned = variables.assigned();
    const outputs = [...leaves, ...assigned].map((value) => trace.identity(trace.outputOf(backend.idOf(value))));
    recorded = { inputs: symbols, outputs, assigned, restore, resultCount: leaves.length };
  });
  if (recorded === undefined) throw new TraceError(`${name}: the traced function did not run.`);
  return recorded;
}

/** Whether a result is a promise, or another library's kind of one. */
function isThenable(result: unknown): boolean {
  return typeof result === "object" && result !== null && "then" in result && typeof result.then === "function";
}

/** Makes a TensorFlow function of the recorded graph and adds it to the context; the caller owns its handle. */
function makeNative(backend: TensorFlowBackend, name: string, trace: TraceBinding, { inputs, outputs }: Recorded) {
  const { api, context, status } = backend.eager;
  const nativeName = `${name.replaceAll(/\W/g, "_")}_${++functionCount}`;
  const updates = BigUint64Array.from(trace.variables.updates);
  const handle = api.TF_GraphToFunctionWithControlOutputs(
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
    updates.length,
    updates,
    null,
    null,
    null,
    status,
  );
  checkStatus(api, status, name);
  api.TFE_ContextAddFunction(context, handle, status);
  try {
    checkStatus(api, status, name);
  } catch (error) {
    api.TF_DeleteFunction(handle);
    throw error;
  }
  return { name: nativeName, handle };
}

/**
 * Takes the first product in bfloat16, at which TensorFlow complains once in a process's life where oneDNN has none.
 */
function multiplyInBfloat16(eager: EagerBinding): void {
  const zero = eager.createTensor([1, 1], dtypeNumbers.bfloat16, new Uint16Array(1));
  const attributes = { T: attr.type("bfloat16"), transpose_a: false, transpose_b: false };
  for (const { id } of eager.executeOp("MatMul", toOpAttributes(attributes), [zero, zero], 1)) eager.deleteTensor(id);
  eager.deleteTensor(zero);
}

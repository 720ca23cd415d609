/** Puts tfjs-node's backend class on this engine's bindings. */
import * as tf from "@tensorflow/tfjs-core";
import { Int64Scalar, NodeJSKernelBackend } from "@tresnet/tfjs-kernels";
import { TraceError } from "../errors.ts";
import type { Binding, TensorMetadata } from "../native/binding.ts";
import { dtypeName } from "../native/dtypes.ts";
import type { EagerBinding } from "../native/eager-binding.ts";
import type { OpAttribute } from "../native/op-attributes.ts";
import { hasOp } from "../native/op-definition.ts";
import { fusedConvolution } from "../recording/fused-convolution.ts";
import type { TraceBinding } from "../recording/trace-binding.ts";
import { isStoredInPlace } from "../variables/stored-in-place.ts";
import { StoredVariable } from "../variables/stored-variable.ts";
import { VariableVersion } from "../variables/variable-version.ts";
import { nodeBinding } from "./node-binding.ts";
import { tfjsDtype } from "./tfjs-dtype.ts";

/** The backend of tfjs: `eager` runs its ops, and a trace takes the place of `eager` while a function is traced. */
export class TensorFlowBackend extends NodeJSKernelBackend {
  readonly eager: EagerBinding;
  /** Whether TensorFlow has oneDNN's convolutions, which do more than convolve. */
  readonly fusesConvolutions: boolean;
  /** The traced functions that nobody has disposed yet: they end with the engine. */
  readonly functions = new Set<{ dispose(): void }>();
  #temporaries: number[] = [];
  #trace: TraceBinding | undefined;
  #isVariable: (values: StoredVariable) => boolean = () => false;

  constructor(eager: EagerBinding, gpu: boolean) {
    super(
      { ...nodeBinding(eager), isUsingGpuDevice: () => gpu },
      gpu ? "@tensorflow/tfjs-node-gpu" : "@tensorflow/tfjs-node",
    );
    this.eager = eager;
    this.fusesConvolutions = !gpu && hasOp(eager.api, fusedConvolution);
  }

  /**
   * Runs `action` with every op recorded in `trace`; `isVariable` tells a variable's stored values from those of a
   * copy.
   */
  through<T>(trace: TraceBinding, isVariable: (values: StoredVariable) => boolean, action: () => T): T {
    const usual = this.binding;
    this.binding = nodeBinding(trace);
    this.#trace = trace;
    this.#isVariable = isVariable;
    try {
      return action();
    } finally {
      this.binding = usual;
      this.#trace = undefined;
    }
  }

  /**
   * Returns the TensorFlow variable that holds the values of `variable`. The first time they move into it, and from
   * then on they are the variable's, and nobody else's.
   */
  store(variable: tf.Variable): StoredVariable {
    const known = this.tensorMap.get(variable.dataId);
    if (known instanceof StoredVariable && known.refCount === 1) return known;
    const stored = new StoredVariable(this.eager, known.id, (values) => this.#read(values));
    this.#giveValues(variable, stored);
    return stored;
  }

  /** Disposes every variable whose values this backend holds. */
  disposeVariables(): void {
    for (const variable of Object.values(tf.engine().registeredVariables)) {
      if (this.tensorMap.has(variable.dataId)) variable.dispose();
    }
  }

  /** Whether ops are recorded now, into the graph of a traced function. */
  get isRecording(): boolean {
    return this.#trace !== undefined;
  }

  /** What runs ops, or records them while a function is traced. */
  get calls(): Binding {
    return this.#trace ?? this.eager;
  }

  /** Whether a variable's values are of a variable that is stored in place, its own or another's. */
  holdsStored(variable: tf.Variable): boolean {
    return this.tensorMap.get(variable.dataId) instanceof StoredVariable;
  }

  /** Whether a variable holds what an op of the present trace made of its values in place. */
  isUpdated(variable: tf.Variable): boolean {
    return this.tensorMap.get(variable.dataId) instanceof VariableVersion;
  }

  /** Returns the values of `tensor` in a tensor that a trace has only once `others` were computed; else a clone. */
  waitFor<T extends tf.Tensor>(tensor: T, others: readonly tf.Tensor[]): T {
    if (this.#trace === undefined) return tensor.clone();
    const waiting = this.#trace.waitFor(
      this.idOf(tensor),
      others.map((other) => this.idOf(other)),
    );
    // An Identity op: same rank, same dtype.
    return this.createOutputTensor(waiting) as T;
  }

  /** Runs the op `name`, which changes `variables` in place, or records it into the trace. */
  updateInPlace(
    name: string,
    variables: readonly tf.Variable[],
    inputs: readonly tf.TensorInfo[],
    attributes: readonly OpAttribute[],
  ): void {
    const trace = this.#trace;
    if (trace === undefined) {
      const stored = variables.map((variable) => this.store(variable));
      for (const values of stored) values.forgetRead();
      const ids = this.getInputTensorIds(inputs);
      this.eager.executeOp(name, attributes, [...stored.map(({ resource }) => resource), ...ids], 0);
      for (const values of stored) values.forgetRead();
      return;
    }
    const versions = variables.map((variable) => this.#version(name, variable, trace));
    const updated = trace.variables.update(name, attributes, versions, this.getInputTensorIds(inputs));
    for (const [index, version] of updated.entries()) {
      const variable = variables[index];
      if (variable !== undefined) this.#giveValues(variable, version);
    }
  }

  /** Finds the version that a variable has now in the trace. */
  #version(name: string, variable: tf.Variable, trace: TraceBinding): VariableVersion {
    const values = this.tensorMap.get(variable.dataId);
    const version = values instanceof StoredVariable ? trace.variables.startOf(values) : values;
    if (!(version instanceof VariableVersion)) {
      throw new TraceError(
        isStoredInPlace(variable)
          ? `${name}: the traced function has assigned a tensor to the variable "${variable.name}". Assign it or update it in place, not both.`
          : `${name}: the variable "${variable.name}" is not stored in place. Call storeInPlace() before the trace.`,
      );
    }
    // The variable and, at the start, its saved copy refer to these values; whoever else does must get them as they are
    // now.
    if (values.refCount > (values instanceof StoredVariable ? 2 : 1)) trace.variables.read(version);
    return version;
  }

  /** Finds the number of the tensor by which ops read the values of a stored variable. */
  #read(values: StoredVariable): number {
    if (this.#trace === undefined || !this.#isVariable(values)) return values.readNow();
    return this.#trace.variables.startOf(values).id;
  }

  /** Makes `values` those of the variable. */
  #giveValues(variable: tf.Variable, values: StoredVariable | VariableVersion): void {
    const dataId = {};
    this.tensorMap.set(dataId, values);
    const { shape, dtype } = variable;
    const holder = tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
    variable.assign(holder);
    holder.dispose();
  }

  override disposeData(dataId: tf.DataId, force = false): boolean {
    const values = this.tensorMap.has(dataId) ? this.tensorMap.get(dataId) : undefined;
    if (!(values instanceof StoredVariable || values instanceof VariableVersion))
      return super.disposeData(dataId, force);
    values.refCount--;
    if (!force && values.refCount > 0) return false;
    this.tensorMap.delete(dataId);
    values.release();
    return true;
  }

  /** Looks up the number that the binding knows a tensor by. */
  idOf(tensor: tf.TensorInfo): number {
    return this.tensorMap.get(tensor.dataId).id;
  }

  // tfjs-node keeps values in JavaScript until an op needs them. Uploading at once lets a trace tell what was there
  // before it.
  override move(
    dataId: tf.DataId,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    super.move(dataId, values, shape, dtype, refCount);
    const info = this.tensorMap.get(dataId);
    // A tf.buffer of strings may have elements that were never set; they stay so until an op needs the tensor.
    if (dtype === "string" && Array.from(values as ArrayLike<unknown>).includes(undefined)) return;
    info.id = (this.binding as Binding).createTensor(info.shape, info.dtype, values);
    info.values = null;
  }

  override getInputTensorIds(tensors: readonly (tf.TensorInfo | Int64Scalar)[]): number[] {
    const ids = super.getInputTensorIds(tensors);
    // Kernels make an Int64Scalar for one call and have no way to release it.
    tensors.forEach((tensor, index) => {
      const id = ids[index];
      if (tensor instanceof Int64Scalar && id !== undefined) this.#temporaries.push(id);
    });
    return ids;
  }

  override createOutputTensor({ id, shape, dtype }: TensorMetadata): tf.Tensor {
    const name = tfjsDtype(dtype);
    if (name === undefined) {
      (this.binding as Binding).deleteTensor(id);
      throw new TypeError(
        `TensorFlow gave a tensor of dtype ${dtypeName(dtype)}, which tfjs can't hold. Cast it in TensorFlow.`,
      );
    }
    const dataId = {};
    this.tensorMap.set(dataId, { shape, dtype, id, values: null, refCount: 1 });
    return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: name });
  }

  override executeSingleOutput(name: string, attributes: OpAttribute[], inputs: readonly tf.TensorInfo[]): tf.Tensor {
    try {
      return super.executeSingleOutput(name, attributes, inputs);
    } finally {
      this.#releaseTemporaries();
    }
  }

  override executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[] {
    try {
      return super.executeMultipleOutputs(name, attributes, inputs, outputs);
    } finally {
      this.#releaseTemporaries();
    }
  }

  #releaseTemporaries(): void {
    for (const id of this.#temporaries.splice(0)) (this.binding as Binding).deleteTensor(id);
  }
}

/** tfjs-node's backend class on this engine's bindings. */
import * as tf from "@tensorflow/tfjs-core";
import { Int64Scalar, NodeJSKernelBackend } from "@tresnet/tfjs-kernels";
import { dtypeName, dtypeNumbers } from "./dtypes.ts";
import { type Binding, bindingConstants, type EagerBinding, type TensorMetadata } from "./eager-binding.ts";
import type { OpAttribute } from "./op-attributes.ts";

const tfjsNames = new Map<number, tf.DataType>([
  [dtypeNumbers.float32, "float32"],
  [dtypeNumbers.int32, "int32"],
  // tfjs has no int64, uint8 or resource: TensorFlow keeps the true dtype, tfjs calls them by their nearest kin.
  [dtypeNumbers.int64, "int32"],
  [dtypeNumbers.uint8, "int32"],
  [dtypeNumbers.bool, "bool"],
  [dtypeNumbers.complex64, "complex64"],
  [dtypeNumbers.string, "string"],
  [dtypeNumbers.resource, "string"],
]);

/** tfjs-node's backend on this engine's binding. `eager` runs ops; `binding` is swapped while a function is traced. */
export class TensorFlowBackend extends NodeJSKernelBackend {
  readonly eager: EagerBinding;
  #temporaries: number[] = [];

  constructor(eager: EagerBinding, gpu: boolean) {
    super(
      { ...nodeBinding(eager), isUsingGpuDevice: () => gpu },
      gpu ? "@tensorflow/tfjs-node-gpu" : "@tensorflow/tfjs-node",
    );
    this.eager = eager;
  }

  /** Runs `action` with every op going to `binding`. */
  through<T>(binding: Binding, action: () => T): T {
    const usual = this.binding;
    this.binding = nodeBinding(binding);
    try {
      return action();
    } finally {
      this.binding = usual;
    }
  }

  /** The native number of a tensor. */
  idOf(tensor: tf.TensorInfo): number {
    return this.tensorMap.get(tensor.dataId).id;
  }

  // tfjs-node keeps values in JavaScript until an op needs them. Uploading at once lets a trace tell what was there before it.
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
    const name = tfjsNames.get(dtype);
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

/** The binding in the shape that tfjs-node's kernels call. */
function nodeBinding(binding: Binding) {
  return {
    ...bindingConstants,
    createTensor: binding.createTensor.bind(binding),
    deleteTensor: binding.deleteTensor.bind(binding),
    tensorDataSync: binding.tensorDataSync.bind(binding),
    executeOp: binding.executeOp.bind(binding),
    isUsingGpuDevice: () => false,
    getNumOfSavedModels: () => 0,
  };
}

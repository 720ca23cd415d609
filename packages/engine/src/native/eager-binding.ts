/** Runs TensorFlow ops one by one: tfjs-node's `TFJSBinding`, over the C API instead of a compiled addon. */

import { countComputeCall } from "../engine-counts.ts";
import { TraceError } from "../errors.ts";
import type { Binding, TensorMetadata } from "./binding.ts";
import type { CApi } from "./c-api.ts";
import { dtypeName, dtypeNumbers, elementSize, type TensorValues, toBytes, viewAs } from "./dtypes.ts";
import { type OpAttribute, setAttribute } from "./op-attributes.ts";
import { checkStatus } from "./status.ts";
import { readStrings, writeStrings } from "./string-tensors.ts";

/** Runs each op at once; the number of a tensor stands for a `TFE_TensorHandle` that this binding owns. */
export class EagerBinding implements Binding {
  readonly api: CApi;
  readonly context: bigint;
  readonly status: bigint;
  /** The device that new numeric tensors are copied to, or undefined to leave them in host memory. */
  device: string | undefined;
  readonly #handles = new Map<number, bigint>();
  readonly #lent = new Set<number>();
  #disposed = false;
  #nextId = 0;

  constructor(api: CApi, context: bigint, device?: string) {
    this.api = api;
    this.context = context;
    this.device = device;
    this.status = api.TF_NewStatus();
  }

  /**
   * Copies `values` into a new tensor and returns its number. Strings come as arrays of bytes; `toBytes` says what the
   * other dtypes take.
   * @throws RangeError when the values are more or fewer than the shape holds.
   */
  createTensor(shape: readonly number[], dtype: number, values: ArrayLike<unknown>): number {
    if (dtype === dtypeNumbers.string) return this.adopt(writeStrings(this, shape, values as ArrayLike<Uint8Array>));
    const { api, status } = this;
    const elements = shape.reduce((product, size) => product * size, 1);
    const bytes = toBytes(dtype, values as ArrayLike<number>, elements);
    const sizeBytes = elements * elementSize(dtype);
    if (bytes.byteLength !== sizeBytes) {
      throw new RangeError(
        `createTensor: ${dtypeName(dtype)} [${shape}] takes ${sizeBytes} bytes, got ${bytes.byteLength}. Check the shape.`,
      );
    }
    const tensor = api.TF_AllocateTensor(dtype, BigInt64Array.from(shape, BigInt), shape.length, sizeBytes);
    if (sizeBytes > 0) api.memcpy(api.TF_TensorData(tensor), bytes, sizeBytes);
    let handle = api.TFE_NewTensorHandle(tensor, status);
    api.TF_DeleteTensor(tensor);
    checkStatus(api, status, "createTensor");
    if (this.device !== undefined && dtype !== dtypeNumbers.int32) {
      const onHost = handle;
      handle = api.TFE_TensorHandleCopyToDevice(onHost, this.context, this.device, status);
      api.TFE_DeleteTensorHandle(onHost);
      checkStatus(api, status, "createTensor");
    }
    return this.adopt(handle);
  }

  /** Releases the tensor; a number that is not known is left alone. */
  deleteTensor(id: number): void {
    const handle = this.#handles.get(id);
    if (handle === undefined) return;
    this.#handles.delete(id);
    this.#lent.delete(id);
    this.api.TFE_DeleteTensorHandle(handle);
  }

  /** Copies a tensor's values into JavaScript; strings and resources come as arrays of bytes. */
  tensorDataSync(id: number): TensorValues {
    const { api, status } = this;
    const handle = this.handle(id);
    const dtype = api.TFE_TensorHandleDataType(handle);
    const tensor = api.TFE_TensorHandleResolve(handle, status);
    checkStatus(api, status, "tensorDataSync");
    try {
      if (dtype === dtypeNumbers.string) return readStrings(api, tensor, this.metadata(id).shape);
      const bytes = new Uint8Array(api.TF_TensorByteSize(tensor));
      if (bytes.length > 0) api.memcpy(bytes, api.TF_TensorData(tensor), bytes.length);
      return viewAs(dtype, bytes.buffer);
    } finally {
      api.TF_DeleteTensor(tensor);
    }
  }

  /**
   * Runs an op and returns its outputs, as many as `outputs` says at most.
   * @throws TensorFlowError when TensorFlow refuses it.
   */
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[] {
    const { api, status } = this;
    const op = this.newOp(name, inputs);
    try {
      for (const attribute of attributes) setAttribute(api, "TFE_Op", op, attribute, status);
      const handles = new BigUint64Array(Math.max(outputs, 1));
      const count = Int32Array.of(outputs);
      countComputeCall();
      api.TFE_Execute(op, handles, count, status);
      checkStatus(api, status, name);
      return Array.from(handles.subarray(0, Math.min(outputs, count[0] ?? 0)), (handle) =>
        this.metadata(this.adopt(handle)),
      );
    } finally {
      api.TFE_DeleteOp(op);
    }
  }

  /** Makes an op, or a call of a function of the context, with its inputs set; the caller deletes it. */
  newOp(name: string, inputs: readonly number[]): bigint {
    const { api, context, status } = this;
    const handles = inputs.map((id) => this.handle(id));
    const op = api.TFE_NewOp(context, name, status);
    checkStatus(api, status, name);
    for (const handle of handles) {
      api.TFE_OpAddInput(op, handle, status);
      if (api.TF_GetCode(status) !== 0) {
        api.TFE_DeleteOp(op);
        checkStatus(api, status, name);
      }
    }
    return op;
  }

  /** Takes over a handle and returns the number that it gets. */
  adopt(handle: bigint): number {
    this.#nextId += 2;
    this.#handles.set(this.#nextId, handle);
    return this.#nextId;
  }

  /** Gives a handle away: the caller owns it from now on, and its number is forgotten. */
  release(id: number): bigint {
    const handle = this.handle(id);
    this.#handles.delete(id);
    return handle;
  }

  /** Leaves a tensor out of `getNumOfTensors`, as a view of one that is counted already. */
  lend(id: number): void {
    this.#lent.add(id);
  }

  /** Whether a tensor of this number is alive. */
  has(id: number): boolean {
    return this.#handles.has(id);
  }

  /**
   * Looks up the native handle that a tensor's number stands for; it stays the binding's.
   * @throws TraceError for a tensor that a trace made.
   * @throws Error for a tensor that was disposed.
   */
  handle(id: number): bigint {
    const handle = this.#handles.get(id);
    if (handle !== undefined) return handle;
    if (id % 2 === 1) {
      throw new TraceError(
        "a tensor made inside a traced function was used outside of it, where it has no value. Return it from the function.",
      );
    }
    throw new Error(
      "TensorFlow: a tensor was used after it was disposed. Keep it with tf.keep() or return it from tidy().",
    );
  }

  /** Reads a tensor's shape and dtype. */
  metadata(id: number): TensorMetadata {
    const { api, status } = this;
    const handle = this.handle(id);
    const rank = api.TFE_TensorHandleNumDims(handle, status);
    const shape = new Array<number>(rank);
    for (let axis = 0; axis < rank; axis++) shape[axis] = api.TFE_TensorHandleDim(handle, axis, status);
    return { id, shape, dtype: api.TFE_TensorHandleDataType(handle) };
  }

  /** Counts the native tensors that are alive, without those that were lent. */
  getNumOfTensors(): number {
    return this.#handles.size - this.#lent.size;
  }

  /** True once `dispose` was called: nothing native may be touched any more. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /** Releases every tensor and the status. The context belongs to the caller. */
  dispose(): void {
    this.#disposed = true;
    for (const handle of this.#handles.values()) this.api.TFE_DeleteTensorHandle(handle);
    this.#handles.clear();
    this.api.TF_DeleteStatus(this.status);
  }
}

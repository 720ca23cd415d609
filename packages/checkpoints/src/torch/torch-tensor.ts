/** Tensors as PyTorch's files describe them: views into storages, checked against the storages' lengths. */
import { sizesText } from "../quote.ts";
import { elementBytes, elementCount, rankLimit, type SafetensorsDtype } from "../safetensors/dtypes.ts";
import { PickleError } from "./pickle-machine.ts";
import type { StorageType } from "./torch-dtypes.ts";

/** The numbers that one or more tensors share, somewhere else in the file. */
export class TorchStorage {
  readonly key: string;
  readonly dtype: SafetensorsDtype | undefined;
  /** Numbers in it. */
  readonly length: number;
  readonly byteLength: number;

  constructor(key: string, { dtype, bytes }: StorageType, length: number) {
    this.key = key;
    this.dtype = dtype;
    this.length = length;
    this.byteLength = length * bytes;
  }
}

/** A tensor as a view into a storage; `offset` and `stride` count numbers. */
export class TorchTensor {
  readonly storage: TorchStorage;
  readonly dtype: SafetensorsDtype;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];

  /** @throws PickleError, when the view reaches out of its storage. */
  constructor(
    storage: TorchStorage,
    dtype: SafetensorsDtype,
    view: { readonly offset: unknown; readonly shape: unknown; readonly stride: unknown },
  ) {
    const { offset, shape, stride } = view;
    if (!isCount(offset) || !isSizes(shape) || !isSizes(stride)) {
      throw new PickleError("it describes a tensor without storage, offset, shape and strides");
    }
    this.storage = storage;
    this.dtype = dtype;
    this.offset = offset;
    this.shape = shape;
    this.stride = stride;
    const size = elementBytes[dtype];
    const count = elementCount(shape);
    const fits = count === 0 || (this.last + 1) * size <= storage.byteLength;
    if (shape.length !== stride.length || !fits) {
      throw new PickleError(
        `it describes a tensor ${sizesText(shape)} at ${offset} with strides ${sizesText(stride)} in a storage of ${storage.length} numbers`,
      );
    }
  }

  get byteLength(): number {
    return elementCount(this.shape) * elementBytes[this.dtype];
  }

  /** Bytes of the storage from its first number to its last. */
  get spanBytes(): number {
    return elementCount(this.shape) === 0 ? 0 : (this.last + 1 - this.offset) * elementBytes[this.dtype];
  }

  /** The place in the storage of its last number. */
  get last(): number {
    return this.shape.reduce((sum, size, axis) => sum + (size - 1) * (this.stride[axis] ?? 0), this.offset);
  }

  /** Whether the numbers lie in row-major order without gaps. */
  get isContiguous(): boolean {
    let expected = 1;
    for (let axis = this.shape.length - 1; axis >= 0; axis -= 1) {
      const size = this.shape[axis] ?? 1;
      if (size !== 1 && this.stride[axis] !== expected) return false;
      expected *= size;
    }
    return true;
  }
}

export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= rankLimit && value.every(isCount);
}

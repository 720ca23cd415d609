/** Values of variables inside TensorFlow, where one op changes them without a second copy. */
import type { NodeTensorInfo } from "@tresnet/tfjs-kernels";
import { dtypeNumbers } from "../native/dtypes.ts";
import type { EagerBinding } from "../native/eager-binding.ts";
import { attributeKinds } from "../native/op-attributes.ts";

/** What the backend of tfjs knows of values that are no ordinary tensor. */
export interface StoredValues extends NodeTensorInfo {
  /** Gives up what these values are made of; nobody refers to them any more. */
  release(): void;
}

/** TensorFlow's own name for a variable that no other can find, and that ends with the last handle to it. */
const anonymous = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

/**
 * The values of a `tf.Variable` in a TensorFlow resource variable.
 *
 * Whoever reads them gets TensorFlow's tensor itself, not a copy: while such a reader lives, an update makes a new
 * tensor.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/ops/resource_variable_ops.cc
 */
export class StoredVariable implements StoredValues {
  readonly shape: number[];
  readonly dtype: number;
  readonly values = null;
  refCount = 1;
  /** The number of the handle that ops on this variable take. */
  readonly resource: number;
  readonly #eager: EagerBinding;
  readonly #read: (stored: StoredVariable) => number;
  #reader: number | undefined;

  /** Stores the values of the tensor `id`; `read` returns the number of the tensor by which ops read them. */
  constructor(eager: EagerBinding, id: number, read: (stored: StoredVariable) => number) {
    const { shape, dtype } = eager.metadata(id);
    this.shape = shape;
    this.dtype = dtype;
    this.#eager = eager;
    this.#read = read;
    const handle = [
      { name: "container", type: attributeKinds.TF_ATTR_STRING, value: "" },
      { name: "shared_name", type: attributeKinds.TF_ATTR_STRING, value: anonymous },
      { name: "dtype", type: attributeKinds.TF_ATTR_TYPE, value: dtype },
      { name: "shape", type: attributeKinds.TF_ATTR_SHAPE, value: shape },
    ];
    const [resource] = eager.executeOp("VarHandleOp", handle, [], 1);
    if (resource === undefined) throw new Error("StoredVariable: TensorFlow gave no handle.");
    this.resource = resource.id;
    eager.executeOp("AssignVariableOp", this.#dtypeAttribute(), [this.resource, id], 0);
  }

  /** The number of the tensor by which an op reads the values now. */
  get id(): number {
    return this.#read(this);
  }

  /** Returns the number of an eager tensor with the present values, which stays this variable's own. */
  readNow(): number {
    if (this.#reader === undefined) {
      const [read] = this.#eager.executeOp("ReadVariableOp", this.#dtypeAttribute(), [this.resource], 1);
      if (read === undefined) throw new Error("StoredVariable: TensorFlow gave no values.");
      this.#eager.lend(read.id);
      this.#reader = read.id;
    }
    return this.#reader;
  }

  /** Forgets what was read, before and after an update: those are not the present values. */
  forgetRead(): void {
    if (this.#reader !== undefined) this.#eager.deleteTensor(this.#reader);
    this.#reader = undefined;
  }

  /** Gives up the handle, and with it the values once nothing else refers to them. */
  release(): void {
    this.forgetRead();
    this.#eager.deleteTensor(this.resource);
  }

  #dtypeAttribute() {
    return [{ name: "dtype", type: attributeKinds.TF_ATTR_TYPE, value: this.dtype }];
  }
}

/** TensorFlow's number for the dtype of handles to variables. */
export const handleType = dtypeNumbers.resource;

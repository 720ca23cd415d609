/** The functions by which PyTorch's files describe tensors. */
import type { SafetensorsDtype } from "../safetensors/dtypes.ts";
import { InertValue, PickledName, PickleError, type PickleFunction } from "./pickle-machine.ts";
import { dtypeNamed } from "./torch-dtypes.ts";
import { TorchStorage, TorchTensor } from "./torch-tensor.ts";

/** The reader's own functions by PyTorch's names; tensors that are not read become values that say so. */
export const tensorFunctions: ReadonlyMap<string, PickleFunction> = new Map<string, PickleFunction>([
  ["torch._utils._rebuild_tensor", ([storage, ...view]) => tensorOf(storage, view)],
  ["torch._utils._rebuild_tensor_v2", ([storage, ...rest]) => tensorOf(storage, rest, { metadata: rest[5] })],
  [
    "torch._utils._rebuild_tensor_v3",
    ([storage, ...rest]) => tensorOf(storage, rest, { metadata: rest[6], dtype: rest[5] }),
  ],
  ["torch._utils._rebuild_parameter", ([tensor]) => tensor],
  ["torch._utils._rebuild_parameter_with_state", ([tensor]) => tensor],
  ["torch._utils._rebuild_device_tensor_from_cpu_tensor", ([tensor]) => tensor],
  ["torch.nn.parameter.Parameter", ([tensor]) => tensor ?? unread("an empty parameter")],
  ["torch.nn.parameter.Buffer", ([tensor]) => tensor ?? unread("an empty buffer")],
  ["torch.Tensor", () => unread("a tensor of PyTorch before 0.4")],
  ["torch._utils._rebuild_qtensor", () => unread("a quantized tensor")],
  ["torch._utils._rebuild_sparse_tensor", () => unread("a sparse tensor")],
  ["torch._utils._rebuild_sparse_csr_tensor", () => unread("a sparse tensor")],
  ["torch._utils._rebuild_nested_tensor", () => unread("a nested tensor")],
  ["torch._utils._rebuild_meta_tensor_no_storage", () => unread("a tensor without numbers, of the meta device")],
  ["torch._utils._rebuild_wrapper_subclass", () => unread("a tensor without numbers, of a wrapper's class")],
  ["torch._utils._rebuild_device_tensor_from_numpy", () => unread("a tensor of another device, kept by NumPy")],
  ["torch._utils._rebuild_xla_tensor", () => unread("a tensor of another device, kept by NumPy")],
]);

interface TensorNotes {
  /** Bits of a view that PyTorch resolves later: conjugate, negative. */
  readonly metadata?: unknown;
  /** The number format of the tensor, where its storage only has bytes. */
  readonly dtype?: unknown;
}

function tensorOf(
  storage: unknown,
  [offset, shape, stride]: readonly unknown[],
  { metadata, dtype }: TensorNotes = {},
): TorchTensor | InertValue {
  if (!(storage instanceof TorchStorage)) {
    throw new PickleError("it describes a tensor without storage, offset, shape and strides");
  }
  if (metadata instanceof Map && [...metadata.values()].includes(true)) {
    return unread("a view with its sign or conjugation left to do; clone() it before saving");
  }
  const numbers = dtype === undefined ? storage.dtype : dtypeOf(dtype);
  if (numbers === undefined) return unread("a tensor of a dtype that is not read");
  return new TorchTensor(storage, numbers, { offset, shape, stride });
}

function dtypeOf(name: unknown): SafetensorsDtype | undefined {
  const dtype = name instanceof PickledName ? dtypeNamed(name.name) : undefined;
  if (dtype === undefined) throw new PickleError("it describes a tensor of no dtype");
  return dtype === "unread" ? undefined : dtype;
}

function unread(what: string): InertValue {
  return new InertValue(what, true);
}

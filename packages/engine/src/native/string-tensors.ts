/** String tensors: arrays of `TF_TString`, 24 bytes each, that hold short strings inline and point at long ones. */
import type { Binding } from "./binding.ts";
import type { CApi } from "./c-api.ts";
import { dtypeNumbers } from "./dtypes.ts";
import { attributeKinds } from "./op-attributes.ts";

const structBytes = 24;
const longest = 2 ** 31 - 1;
const substringAttributes = [{ name: "T", type: attributeKinds.TF_ATTR_TYPE, value: dtypeNumbers.int32 }];

/** What the writing of strings needs of an eager binding. */
interface StringBinding extends Binding {
  readonly api: CApi;
  readonly status: bigint;
  adopt(handle: bigint): number;
  release(id: number): bigint;
}

/**
 * Makes a string tensor of this shape and returns its handle, which the caller owns; a value that is undefined becomes
 * an empty string.
 *
 * Strings made through the C API would leak when they are longer than 22 bytes: TensorFlow frees such a tensor without
 * its strings. So the first tensor only views bytes that are ours, and `Substr` copies it into one that TensorFlow
 * owns.
 */
export function writeStrings(
  binding: StringBinding,
  shape: readonly number[],
  values: ArrayLike<Uint8Array | string | undefined>,
): bigint {
  const { api, status } = binding;
  const strings = Array.from(values, (value) =>
    typeof value === "string" ? Buffer.from(value) : (value ?? new Uint8Array()),
  );
  const bytes = Buffer.concat(strings);
  const scratch = api.TF_AllocateTensor(dtypeNumbers.uint8, BigInt64Array.of(BigInt(bytes.length)), 1, bytes.length);
  const scratchData = api.TF_TensorData(scratch);
  if (bytes.length > 0) api.memcpy(scratchData, bytes, bytes.length);

  const dims = BigInt64Array.from(shape, BigInt);
  const views = api.TF_AllocateTensor(dtypeNumbers.string, dims, dims.length, strings.length * structBytes);
  const viewsData = api.TF_TensorData(views);
  let offset = 0;
  for (const [index, string] of strings.entries()) {
    const element = viewsData + BigInt(index * structBytes);
    api.TF_StringInit(element);
    api.TF_StringAssignView(element, string.length > 0 ? scratchData + BigInt(offset) : null, string.length);
    offset += string.length;
  }
  const ids = [binding.adopt(api.TFE_NewTensorHandle(views, status))];
  api.TF_DeleteTensor(views);
  try {
    ids.push(
      binding.createTensor([], dtypeNumbers.int32, [0]),
      binding.createTensor([], dtypeNumbers.int32, [longest]),
    );
    const [copy] = binding.executeOp("Substr", substringAttributes, ids, 1);
    if (copy === undefined) throw new Error("writeStrings: Substr gave no output.");
    return binding.release(copy.id);
  } finally {
    for (const id of ids) binding.deleteTensor(id);
    api.TF_DeleteTensor(scratch);
  }
}

/** Copies the strings of a resolved tensor (`TF_Tensor`) of this shape, each as its bytes. */
export function readStrings(api: CApi, tensor: bigint, shape: readonly number[]): Uint8Array[] {
  const elements = shape.reduce((product, size) => product * size, 1);
  const data = elements > 0 ? api.TF_TensorData(tensor) : 0n;
  return Array.from({ length: elements }, (_, index) => {
    const element = data + BigInt(index * structBytes);
    const bytes = new Uint8Array(api.TF_StringGetSize(element));
    if (bytes.length > 0) api.memcpy(bytes, api.TF_StringGetDataPointer(element), bytes.length);
    return bytes;
  });
}

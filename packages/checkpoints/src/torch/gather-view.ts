/** Numbers of a view in row-major order; weights kept in channels-last layout are saved with such strides. */
import { elementBytes, elementCount } from "../safetensors/dtypes.ts";
import type { TorchTensor } from "./torch-tensor.ts";

/**
 * Copies the numbers of a tensor into `result`, one after the other.
 *
 * `span` holds the storage's bytes from the tensor's first number to its last; both start at a multiple of 4 in their
 * buffers, or of their element's size.
 */
export function gatherView(span: Uint8Array, { dtype, shape, stride }: TorchTensor, result: Uint8Array): void {
  const size = elementBytes[dtype];
  const units = Math.max(1, size / 4);
  const from = unitsOf(span, size);
  const to = unitsOf(result, size);
  const count = elementCount(shape);
  const index = shape.map(() => 0);
  let position = 0;
  for (let i = 0; i < count; i += 1) {
    for (let unit = 0; unit < units; unit += 1) to[i * units + unit] = from[position * units + unit] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const next = (index[axis] ?? 0) + 1;
      position += stride[axis] ?? 0;
      index[axis] = next;
      if (next < (shape[axis] ?? 1)) break;
      position -= next * (stride[axis] ?? 0);
      index[axis] = 0;
    }
  }
}

/** Whole numbers of 1, 2 or 4 bytes, which are copied without a change of their bits. */
function unitsOf({ buffer, byteOffset, byteLength }: Uint8Array, size: number): Uint8Array | Uint16Array | Uint32Array {
  if (size === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (size === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

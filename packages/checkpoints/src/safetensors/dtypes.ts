/** The dtypes of tensors in files, under safetensors' names. */

/** Bytes of one element. C128 is PyTorch's alone. */
export const elementBytes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
  C64: 8,
  C128: 16,
} as const satisfies Readonly<Record<string, number>>;

/** The dtypes that are read and written. */
export type SafetensorsDtype = keyof typeof elementBytes;

/** Whether `name` is a dtype that is read and written. */
export function isSafetensorsDtype(name: unknown): name is SafetensorsDtype {
  return typeof name === "string" && Object.hasOwn(elementBytes, name);
}

/** Whether a dtype holds real numbers with a fraction, as weights are. */
export function isFloatDtype(dtype: SafetensorsDtype): boolean {
  return /^B?F\d/.test(dtype);
}

/** Whether a dtype holds whole numbers. */
export function isIntegerDtype(dtype: SafetensorsDtype): boolean {
  return /^[IU]\d/.test(dtype);
}

/** Bytes of one number of an array of the dtype's values: a complex element is two numbers. */
export function numberBytes(dtype: SafetensorsDtype): number {
  return dtype.startsWith("C") ? elementBytes[dtype] / 2 : elementBytes[dtype];
}

/** The number of elements of a shape; 1 for a scalar, whose shape is []. */
export function elementCount(shape: readonly number[]): number {
  // Infinity times 0 is NaN: an empty tensor may have other sizes whose product no number holds.
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

/** The most axes that a tensor may have, PyTorch's own limit. */
export const rankLimit = 64;

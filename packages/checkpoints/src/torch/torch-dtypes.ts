/** PyTorch's names of dtypes and of the storages that hold tensors' numbers. */
import type { SafetensorsDtype } from "../safetensors/dtypes.ts";

/** What numbers a storage holds: `dtype` is absent where its tensors say that, or where they can't be read. */
export interface StorageType {
  readonly dtype?: SafetensorsDtype;
  /** Bytes of a number. */
  readonly bytes: number;
}

/** By the word before "Storage". */
const storageTypes: Readonly<Record<string, StorageType>> = {
  Double: { dtype: "F64", bytes: 8 },
  Float: { dtype: "F32", bytes: 4 },
  Half: { dtype: "F16", bytes: 2 },
  BFloat16: { dtype: "BF16", bytes: 2 },
  Long: { dtype: "I64", bytes: 8 },
  Int: { dtype: "I32", bytes: 4 },
  Short: { dtype: "I16", bytes: 2 },
  Char: { dtype: "I8", bytes: 1 },
  Byte: { dtype: "U8", bytes: 1 },
  Bool: { dtype: "BOOL", bytes: 1 },
  ComplexFloat: { dtype: "C64", bytes: 8 },
  ComplexDouble: { dtype: "C128", bytes: 16 },
  Untyped: { bytes: 1 },
  QInt8: { bytes: 1 },
  QUInt8: { bytes: 1 },
  QInt32: { bytes: 4 },
  QUInt4x2: { bytes: 1 },
  QUInt2x4: { bytes: 1 },
};

/** The storage of a name such as "torch.FloatStorage"; those of GPUs hold the same numbers. */
export function storageType(name: string): StorageType | undefined {
  const word = /^torch\.(?:cuda\.|storage\.)?(\w+)Storage$/.exec(name)?.[1] ?? "";
  return Object.hasOwn(storageTypes, word) ? storageTypes[word] : undefined;
}

const dtypes: Readonly<Record<string, SafetensorsDtype>> = {
  float64: "F64",
  double: "F64",
  float32: "F32",
  float: "F32",
  float16: "F16",
  half: "F16",
  bfloat16: "BF16",
  float8_e4m3fn: "F8_E4M3",
  float8_e5m2: "F8_E5M2",
  int64: "I64",
  long: "I64",
  int32: "I32",
  int: "I32",
  int16: "I16",
  short: "I16",
  int8: "I8",
  uint64: "U64",
  uint32: "U32",
  uint16: "U16",
  uint8: "U8",
  bool: "BOOL",
  complex64: "C64",
  cfloat: "C64",
  complex128: "C128",
  cdouble: "C128",
};

/** Dtypes that are only named, or whose tensors can't be read: quantized, of less than 8 bits, and rare kinds. */
const otherDtypes = /^(?:q?u?int\d+(?:x\d+)?|float[48]_\w+|complex32|chalf|bits\w+)$/;

/** The dtype of a name such as "torch.float32"; "unread" for PyTorch's others, undefined for what is no dtype. */
export function dtypeNamed(name: string): SafetensorsDtype | "unread" | undefined {
  const word = /^torch\.(\w+)$/.exec(name)?.[1] ?? "";
  if (Object.hasOwn(dtypes, word)) return dtypes[word];
  return otherDtypes.test(word) ? "unread" : undefined;
}

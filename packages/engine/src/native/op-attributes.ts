/** Attributes of TensorFlow ops, for ops that run at once and for ops that are recorded into a graph. */
import type { CApi } from "./c-api.ts";
import { type DTypeName, dtypeNumbers } from "./dtypes.ts";

/** The numbers that tfjs-node's kernels use for an attribute's kind (`TF_ATTR_…`). */
export const attributeKinds = {
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
  TF_ATTR_RESOURCE: 9,
} as const;

/** An attribute as the bindings take it: its name, its kind (`attributeKinds`), and its value or list of values. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The value of an attribute of a TensorFlow op together with its kind, which the value alone does not tell. */
export interface Attribute {
  /** The number that the kernels of TensorFlow.js use for the attribute's kind; `attr` knows them. */
  readonly type: number;
  /** The value, or the list of values; a dtype is TensorFlow's number for it. */
  readonly value: number | readonly number[] | readonly string[];
}

/** The attributes of a TensorFlow op by name: strings and booleans are given as they are, everything else by `attr`. */
export type Attributes = Readonly<Record<string, string | boolean | Attribute>>;

/**
 * Makes the attributes that `runOp` takes, such as `attr.int(4)`, `attr.type("float32")`, `attr.ints([1, 2, 2, 1])`.
 */
export const attr = {
  /** Makes an attribute of a whole number. */
  int: (value: number): Attribute => ({ type: attributeKinds.TF_ATTR_INT, value }),
  /** Makes an attribute of a list of whole numbers. */
  ints: (value: readonly number[]): Attribute => ({ type: attributeKinds.TF_ATTR_INT, value }),
  /** Makes an attribute of a number, which TensorFlow rounds to float32. */
  float: (value: number): Attribute => ({ type: attributeKinds.TF_ATTR_FLOAT, value }),
  /** Makes an attribute of a list of numbers, which TensorFlow rounds to float32. */
  floats: (value: readonly number[]): Attribute => ({ type: attributeKinds.TF_ATTR_FLOAT, value }),
  /** Makes an attribute of a list of strings. */
  strings: (value: readonly string[]): Attribute => ({ type: attributeKinds.TF_ATTR_STRING, value }),
  /** Makes an attribute of a tensor's shape. */
  shape: (value: readonly number[]): Attribute => ({ type: attributeKinds.TF_ATTR_SHAPE, value }),
  /** Makes an attribute of a dtype, by its name. */
  type: (name: DTypeName): Attribute => ({ type: attributeKinds.TF_ATTR_TYPE, value: dtypeNumbers[name] }),
  /** Makes an attribute of a list of dtypes, by their names. */
  types: (names: readonly DTypeName[]): Attribute => ({
    type: attributeKinds.TF_ATTR_TYPE,
    value: names.map((name) => dtypeNumbers[name]),
  }),
};

/** Turns attributes by name into the list that the bindings take. */
export function toOpAttributes(attributes: Attributes): OpAttribute[] {
  return Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "string") return { name, type: attributeKinds.TF_ATTR_STRING, value };
    if (typeof value === "boolean") return { name, type: attributeKinds.TF_ATTR_BOOL, value };
    return { name, ...value };
  });
}

const encoder = new TextEncoder();

/** Sets one attribute of an eager op (`TFE_…`) or of a graph operation under construction (`TF_…`). */
export function setAttribute(
  api: CApi,
  prefix: "TFE_Op" | "TF_",
  op: bigint,
  attribute: OpAttribute,
  status: bigint,
): void {
  const { name, type, value } = attribute;
  const list =
    type !== attributeKinds.TF_ATTR_STRING && (Array.isArray(value) || ArrayBuffer.isView(value))
      ? Array.from(value as ArrayLike<number>)
      : undefined;
  switch (type) {
    case attributeKinds.TF_ATTR_STRING: {
      if (Array.isArray(value)) {
        setStrings(api, prefix, op, name, value);
        return;
      }
      const bytes = value instanceof Uint8Array ? value : encoder.encode(String(value));
      api[`${prefix}SetAttrString`](op, name, bytes, bytes.length);
      return;
    }
    case attributeKinds.TF_ATTR_INT:
      if (list) api[`${prefix}SetAttrIntList`](op, name, BigInt64Array.from(list, BigInt), list.length);
      else api[`${prefix}SetAttrInt`](op, name, Number(value));
      return;
    case attributeKinds.TF_ATTR_FLOAT:
      if (list) api[`${prefix}SetAttrFloatList`](op, name, Float32Array.from(list), list.length);
      else api[`${prefix}SetAttrFloat`](op, name, Number(value));
      return;
    case attributeKinds.TF_ATTR_BOOL:
      api[`${prefix}SetAttrBool`](op, name, value ? 1 : 0);
      return;
    case attributeKinds.TF_ATTR_TYPE:
      if (list) api[`${prefix}SetAttrTypeList`](op, name, Int32Array.from(list), list.length);
      else api[`${prefix}SetAttrType`](op, name, Number(value));
      return;
    case attributeKinds.TF_ATTR_SHAPE: {
      const dims = BigInt64Array.from(list ?? [], BigInt);
      if (prefix === "TFE_Op") api.TFE_OpSetAttrShape(op, name, dims, dims.length, status);
      else api.TF_SetAttrShape(op, name, dims, dims.length);
      return;
    }
    default:
      throw new TypeError(`setAttribute: attribute "${name}" has an unknown kind ${type}. Make attributes with attr.`);
  }
}

/** A list of strings goes as an array of addresses and an array of lengths; `bytes` holds what they point at. */
function setStrings(api: CApi, prefix: "TFE_Op" | "TF_", op: bigint, name: string, strings: readonly string[]): void {
  const encoded = strings.map((string) => encoder.encode(string));
  const lengths = BigUint64Array.from(encoded, ({ length }) => BigInt(length));
  api[`${prefix}SetAttrStringList`](op, name, encoded, lengths, encoded.length);
}

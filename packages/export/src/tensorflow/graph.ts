/** A TensorFlow graph as plain typed data: what both SavedModel (protobuf) and tfjs (JSON) are written from. */

/** The dtypes that an exported graph has. */
export type GraphDtype = "float32" | "int32" | "uint8";

/** The sizes of a value's axes; undefined where any size will do. */
export type GraphShape = readonly (number | undefined)[];

/** A tensor that lies in the graph. */
export interface GraphTensor {
  /** The dtype of the values. */
  readonly dtype: "float32" | "int32";
  /** The shape of the values. */
  readonly shape: readonly number[];
  /** The values, row by row. */
  readonly values: Float32Array | Int32Array;
}

/** An attribute of a node: one value of one kind. */
export type GraphAttribute =
  | { readonly kind: "type"; readonly value: GraphDtype }
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "texts"; readonly value: readonly string[] }
  | { readonly kind: "shape"; readonly value: GraphShape }
  | { readonly kind: "tensor"; readonly value: GraphTensor };

/** Attributes by TensorFlow's names of them. */
export type GraphAttributes = Readonly<Record<string, GraphAttribute>>;

/** One operation of TensorFlow, as `NodeDef` has it. */
export interface GraphNode {
  /** The name, unique in the graph; its first output is known by it. */
  readonly name: string;
  /** TensorFlow's name of the operation, such as "Conv2D". */
  readonly op: string;
  /** The nodes whose first outputs it reads. */
  readonly inputs: readonly string[];
  /** The attributes that have no default, or another value than that. */
  readonly attributes: GraphAttributes;
}

/** Makes an attribute of a dtype. */
export const type = (value: GraphDtype) => ({ kind: "type", value }) as const;
/** Makes an attribute of a whole number. */
export const int = (value: number) => ({ kind: "int", value }) as const;
/** Makes an attribute of a list of whole numbers. */
export const ints = (value: readonly number[]) => ({ kind: "ints", value }) as const;
/** Makes an attribute of a number. */
export const float = (value: number) => ({ kind: "float", value }) as const;
/** Makes an attribute of a truth value. */
export const bool = (value: boolean) => ({ kind: "bool", value }) as const;
/** Makes an attribute of a text. */
export const text = (value: string) => ({ kind: "text", value }) as const;
/** Makes an attribute of a list of texts. */
export const texts = (value: readonly string[]) => ({ kind: "texts", value }) as const;
/** Makes an attribute of a shape. */
export const shape = (value: GraphShape) => ({ kind: "shape", value }) as const;

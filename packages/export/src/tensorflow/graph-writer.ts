/** Gathers the nodes of a graph in the order of computing. */
import type { Constant } from "../net/operations.ts";
import { type GraphAttributes, type GraphNode, type GraphShape, type GraphTensor, int, type } from "./graph.ts";

/** Gathers nodes, each of which it names; a constant that is named twice lies in the graph once. */
export class GraphWriter {
  readonly #nodes = new Map<string, GraphNode>();

  /** The nodes, each after those whose values it reads. */
  get nodes(): readonly GraphNode[] {
    return [...this.#nodes.values()];
  }

  /**
   * Adds a node and returns its name.
   * @throws Error when the graph has a node of the name.
   */
  add(name: string, op: string, inputs: readonly string[], attributes: GraphAttributes): string {
    if (this.#nodes.has(name)) {
      throw new Error(`GraphWriter: expected nodes of different names, got ${name} twice. Name the net's values anew.`);
    }
    this.#nodes.set(name, { name, op, inputs, attributes });
    return name;
  }

  /** Adds a node that computes on float32 (`T`), and returns its name. */
  float(name: string, op: string, inputs: readonly string[], attributes: GraphAttributes = {}): string {
    return this.add(name, op, inputs, { T: type("float32"), ...attributes });
  }

  /** Adds a constant of float32, seen in a shape of as many values; one that is there under this name is taken. */
  constant(name: string, { shape, values }: Constant, seenAs: readonly number[] = shape): string {
    return this.#tensor(name, { dtype: "float32", shape: seenAs, values });
  }

  /** Adds a constant of int32, of one axis; one that is there under this name is taken. */
  ints(name: string, values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.#tensor(name, { dtype: "int32", shape, values: Int32Array.from(values) });
  }

  /**
   * Adds nodes that see a value in another shape, whose first axis is the batch as it is in the value. One of the other
   * axes may be free as well: it takes what is left.
   */
  reshape(name: string, value: string, [batch, ...rest]: GraphShape): string {
    const attributes = { T: type("float32"), Tshape: type("int32") };
    if (batch !== undefined || !rest.includes(undefined)) {
      const sizes = [batch, ...rest].map((size) => size ?? -1);
      return this.add(name, "Reshape", [value, this.ints(`${name}/shape`, sizes)], attributes);
    }
    const axes = [this.#batchOf(`${name}/batch`, value)];
    for (const [axis, size] of rest.entries()) axes.push(this.ints(`${name}/size/${axis + 1}`, [size ?? -1], []));
    const packing = { T: type("int32"), N: int(axes.length), axis: int(0) };
    return this.add(name, "Reshape", [value, this.add(`${name}/shape`, "Pack", axes, packing)], attributes);
  }

  /** The length of a value's first axis, int32 []. */
  #batchOf(name: string, value: string): string {
    const whole = this.add(`${name}/whole`, "Shape", [value], { T: type("float32"), out_type: type("int32") });
    const ends = [this.ints(`${name}/begin`, [0]), this.ints(`${name}/end`, [1]), this.ints(`${name}/stride`, [1])];
    const slicing = { T: type("int32"), Index: type("int32"), shrink_axis_mask: int(1) };
    return this.add(name, "StridedSlice", [whole, ...ends], slicing);
  }

  #tensor(name: string, value: GraphTensor): string {
    if (!this.#nodes.has(name)) {
      this.add(name, "Const", [], { dtype: type(value.dtype), value: { kind: "tensor", value } });
    }
    return name;
  }
}

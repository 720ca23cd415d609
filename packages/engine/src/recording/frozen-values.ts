/** Values that a frozen function takes from outside, or computes of such, when it is recorded. */
import type { TensorMetadata } from "../native/binding.ts";
import type { GraphOutput } from "../native/c-api.ts";
import { dtypeNumbers } from "../native/dtypes.ts";
import type { EagerBinding } from "../native/eager-binding.ts";
import { attributeKinds } from "../native/op-attributes.ts";
import type { GraphBuilder } from "./graph-builder.ts";

/**
 * So many numbers or more that a frozen function has to itself are inputs of it, which are in memory once: TensorFlow
 * keeps a constant in the graph, in the function and where it runs.
 */
const referencedFrom = 1024;

/** What stands in the graph of a frozen function for values that exist: constants, and inputs of its own. */
export class FrozenValues {
  /** The inputs: eager tensors that are this function's own, by number, and the placeholder of each. */
  readonly inputs = new Map<number, GraphOutput>();
  readonly #eager: EagerBinding;
  readonly #graph: GraphBuilder;
  /** The operations whose values are the same at every call. */
  readonly #operations = new Set<bigint>();

  constructor(eager: EagerBinding, graph: GraphBuilder) {
    this.#eager = eager;
    this.#graph = graph;
  }

  /** Adds what stands for the present values of the eager tensor `id`, which stays its owner's. */
  add(id: number): GraphOutput {
    const output = this.#isLarge(id) ? this.#input(id) : this.#graph.constant(id);
    this.#operations.add(output.oper);
    return output;
  }

  /** Whether the values of an output are the same at every call. */
  isFixed({ oper }: GraphOutput): boolean {
    return this.#operations.has(oper);
  }

  /** Makes another eager tensor of the values that the tensor `id` has now, in the same memory. */
  sameValues(id: number): TensorMetadata {
    const attributes = [{ name: "T", type: attributeKinds.TF_ATTR_TYPE, value: this.#eager.metadata(id).dtype }];
    const [same] = this.#eager.executeOp("Identity", attributes, [id], 1);
    if (same === undefined) throw new Error("FrozenValues: TensorFlow gave no identity.");
    return same;
  }

  /** Releases the inputs. */
  dispose(): void {
    for (const id of this.inputs.keys()) this.#eager.deleteTensor(id);
  }

  #isLarge(id: number): boolean {
    const { dtype, shape } = this.#eager.metadata(id);
    const isFloat = dtype === dtypeNumbers.float32 || dtype === dtypeNumbers.bfloat16;
    return isFloat && shape.reduce((product, size) => product * size, 1) >= referencedFrom;
  }

  #input(id: number): GraphOutput {
    const { id: own, dtype, shape } = this.sameValues(id);
    // Like a constant of the graph, it is no tensor to those who count them.
    this.#eager.lend(own);
    const placeholder = this.#graph.placeholder(dtype, shape);
    this.inputs.set(own, placeholder);
    return placeholder;
  }
}

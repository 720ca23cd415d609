/**
 * Convolutions of a frozen function that take over what follows them, as TensorFlow's graph optimizer would have it.
 */
import type { GraphOutput } from "../native/c-api.ts";
import { attributeKinds, type OpAttribute } from "../native/op-attributes.ts";
import type { GraphOp } from "./graph-builder.ts";

/** TensorFlow's op on oneDNN, which its graph optimizer puts in the place of a convolution and what follows it. */
export const fusedConvolution = "_MklNativeFusedConv2D";

/** A convolution, and the ops that it takes over. */
interface Convolution {
  readonly attributes: readonly OpAttribute[];
  /** The images, the kernel, and what the other ops take. */
  readonly sources: readonly GraphOutput[];
  readonly fused: readonly string[];
  readonly slope: number;
}

/** What the fusing of convolutions asks about the graph. */
export interface GraphFacts {
  /** Whether two outputs have the same shape, as far as TensorFlow knows. */
  readonly sameShape: (a: GraphOutput, b: GraphOutput) => boolean;
  /** Whether the values of an output are the same at every call. */
  readonly isFixed: (output: GraphOutput) => boolean;
}

const activations = new Set(["LeakyRelu", "Relu", "Relu6"]);

/**
 * Knows the convolutions of a graph, and makes one op of each and of the bias, the addition and the activation that
 * follow it.
 *
 * The convolution alone stays in the graph and is never run: TensorFlow leaves out what no result needs.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/grappler/optimizers/remapper.cc
 */
export class FusedConvolutions {
  readonly #known = new Map<bigint, Convolution>();
  readonly #graph: GraphFacts;

  /** Takes what answers questions about the graph. */
  constructor(graph: GraphFacts) {
    this.#graph = graph;
  }

  /** Says what to record in place of `op`; `remember` must be given the operation that this becomes. */
  fuse(op: GraphOp): { readonly op: GraphOp; readonly remember: (operation: bigint) => void } {
    const convolution = op.name === "Conv2D" ? { ...op, fused: [], slope: 0 } : this.#takenOver(op);
    if (convolution === undefined) return { op, remember() {} };
    return {
      op: convolution.fused.length === 0 ? op : this.#fusedOp(convolution),
      remember: (operation) => this.#known.set(operation, convolution),
    };
  }

  /** Makes a convolution that does this op too; undefined where no convolution comes right before it. */
  #takenOver({ name, attributes, sources }: GraphOp): Convolution | undefined {
    const [first, second] = sources;
    if (first === undefined) return undefined;
    const before = this.#known.get(first.oper);
    const last = before?.fused.at(-1);
    if (before !== undefined && second !== undefined && name === "BiasAdd" && last === undefined) {
      return { ...before, sources: [...before.sources, second], fused: ["BiasAdd"] };
    }
    if (before !== undefined && activations.has(name) && (last === "BiasAdd" || last === "Add")) {
      const slope = attributes.find((attribute) => attribute.name === "alpha")?.value;
      return { ...before, fused: [...before.fused, name], slope: typeof slope === "number" ? slope : 0 };
    }
    return (name === "Add" || name === "AddV2") && second !== undefined ? this.#sum(first, second) : undefined;
  }

  /** Makes a convolution that adds the other term too, where one of the two terms is a convolution with a bias. */
  #sum(a: GraphOutput, b: GraphOutput): Convolution | undefined {
    for (const [own, other] of [[a, b] as const, [b, a] as const]) {
      const before = this.#known.get(own.oper);
      if (before?.fused.length === 1 && this.#graph.sameShape(own, other)) {
        return { ...before, sources: [...before.sources, other], fused: [...before.fused, "Add"] };
      }
    }
    return undefined;
  }

  #fusedOp({ attributes, sources, fused, slope }: Convolution): GraphOp {
    const { TF_ATTR_TYPE, TF_ATTR_STRING, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL } = attributeKinds;
    const type = attributes.find(({ name }) => name === "T")?.value;
    const [, kernel, ...args] = sources;
    return {
      name: fusedConvolution,
      sources,
      attributes: [
        ...attributes,
        { name: "TArgs", type: TF_ATTR_TYPE, value: args.map(() => type) },
        { name: "num_args", type: TF_ATTR_INT, value: args.length },
        { name: "num_host_args", type: TF_ATTR_INT, value: 0 },
        { name: "fused_ops", type: TF_ATTR_STRING, value: [...fused] },
        { name: "epsilon", type: TF_ATTR_FLOAT, value: 0 },
        { name: "leakyrelu_alpha", type: TF_ATTR_FLOAT, value: slope },
        // A kernel that stays the same is rearranged once, at the first call.
        { name: "is_filter_const", type: TF_ATTR_BOOL, value: kernel !== undefined && this.#graph.isFixed(kernel) },
        // Its implementations are registered under this label.
        { name: "_kernel", type: TF_ATTR_STRING, value: "MklNameChangeOp" },
      ],
    };
  }
}

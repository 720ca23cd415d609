/** Joins a convolution with its bias and its activation into one node. */
import { type GraphNode, int, texts, type } from "./graph.ts";

const activations = new Set(["Relu", "LeakyRelu"]);

/**
 * Makes one `_FusedConv2D` of each convolution, the bias that is added to it and the ReLU after that, where nothing
 * else reads what lies between. TensorFlow does so itself when it runs a graph; TensorFlow.js runs one as it is.
 */
export function fuseConvolutions(nodes: readonly GraphNode[]): readonly GraphNode[] {
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node]);
  }
  const onlyReader = ({ name }: GraphNode, ops: ReadonlySet<string>) => {
    const [reader, ...others] = readers.get(name) ?? [];
    return others.length === 0 && reader?.inputs[0] === name && ops.has(reader.op) ? reader : undefined;
  };
  const gone = new Set<GraphNode>();
  const fused = new Map<GraphNode, GraphNode>();
  for (const node of nodes) {
    const bias = node.op === "Conv2D" ? onlyReader(node, new Set(["BiasAdd"])) : undefined;
    if (bias === undefined) continue;
    const activation = onlyReader(bias, activations);
    fused.set(activation ?? bias, fuse(node, bias, activation));
    gone.add(node);
    if (activation !== undefined) gone.add(bias);
  }
  return nodes.filter((node) => !gone.has(node)).map((node) => fused.get(node) ?? node);
}

function fuse(convolution: GraphNode, bias: GraphNode, activation: GraphNode | undefined): GraphNode {
  const slope = activation?.attributes["alpha"];
  const ops = ["BiasAdd", ...(activation === undefined ? [] : [activation.op])];
  return {
    name: (activation ?? bias).name,
    op: "_FusedConv2D",
    inputs: [...convolution.inputs, ...bias.inputs.slice(1)],
    attributes: {
      ...convolution.attributes,
      T: type("float32"),
      num_args: int(1),
      fused_ops: texts(ops),
      ...(slope !== undefined && { leakyrelu_alpha: slope }),
    },
  };
}

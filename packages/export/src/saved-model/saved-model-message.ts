/**
 * Writes a whole SavedModel as its protobuf message.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/protobuf/saved_model.proto and
 * meta_graph.proto
 */
import type { ProtobufWriter } from "@tresnet/engine";
import type { GraphDtype, GraphNode, GraphShape } from "../tensorflow/graph.ts";
import { dtypeNumbers, entry, message, nodeMessage, shapeMessage } from "./node-message.ts";

/** One input or output of a signature. */
export interface SignatureEnd {
  /** The name by which programs give or get it, such as "images". */
  readonly key: string;
  /** The node that makes it. */
  readonly node: string;
  /** The dtype. */
  readonly dtype: GraphDtype;
  /** The shape, as far as it is known. */
  readonly shape: GraphShape;
}

/** What programs can compute with a SavedModel: some outputs from some inputs. */
export interface GraphSignature {
  /** Its name, such as "serving_default". */
  readonly name: string;
  /** What goes in. */
  readonly inputs: readonly SignatureEnd[];
  /** What comes out. */
  readonly outputs: readonly SignatureEnd[];
}

// The newest version that readers of 2019 and later take; TensorFlow 2.21 writes 2,500 and more.
const graphVersion = 987;
const method = "tensorflow/serving/predict";

/** Writes nodes and signatures as `SavedModel`; the bytes of weights are not copied. */
export function savedModelMessage(nodes: readonly GraphNode[], signatures: readonly GraphSignature[]): ProtobufWriter {
  const graph = message();
  for (const node of nodes) graph.message(1, nodeMessage(node));
  graph.message(4, message().number(1, graphVersion));
  const metaGraph = message().message(1, message().bytes(4, "serve")).message(2, graph);
  for (const { name, inputs, outputs } of signatures) {
    const signature = message();
    for (const end of inputs) signature.message(1, entry(end.key, endMessage(end)));
    for (const end of outputs) signature.message(2, entry(end.key, endMessage(end)));
    metaGraph.message(5, entry(name, signature.bytes(3, method)));
  }
  return message().number(1, 1).message(2, metaGraph);
}

function endMessage({ node, dtype, shape }: SignatureEnd): ProtobufWriter {
  return message().bytes(1, `${node}:0`).number(2, dtypeNumbers[dtype]).message(3, shapeMessage(shape));
}

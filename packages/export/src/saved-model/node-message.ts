/**
 * Writes a graph's nodes as protobuf messages.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/framework/node_def.proto, attr_value.proto,
 * tensor.proto and tensor_shape.proto
 */
import { ProtobufWriter } from "@tresnet/engine";
import type { GraphAttribute, GraphDtype, GraphNode, GraphShape, GraphTensor } from "../tensorflow/graph.ts";

/** The numbers of dtypes in TensorFlow's messages. */
export const dtypeNumbers = { float32: 1, int32: 3, uint8: 4 } as const satisfies Record<GraphDtype, number>;

// An axis of any length.
const free = -1;
const node = { name: 1, op: 2, input: 3, attributes: 5 } as const;
const attribute = { list: 1, text: 2, int: 3, float: 4, bool: 5, type: 6, shape: 7, tensor: 8 } as const;
const list = { texts: 2, ints: 3 } as const;
const tensor = { dtype: 1, shape: 2, content: 4 } as const;

/** Writes an empty message. */
export function message(): ProtobufWriter {
  return new ProtobufWriter();
}

/** Writes one entry of a map: a key and a message. */
export function entry(key: string, value: ProtobufWriter): ProtobufWriter {
  return message().bytes(1, key).message(2, value);
}

/** Writes a node as `NodeDef`; the bytes of tensors are not copied. */
export function nodeMessage({ name, op, inputs, attributes }: GraphNode): ProtobufWriter {
  const written = message().bytes(node.name, name).bytes(node.op, op);
  for (const input of inputs) written.bytes(node.input, input);
  for (const [key, value] of Object.entries(attributes)) {
    written.message(node.attributes, entry(key, attributeMessage(value)));
  }
  return written;
}

/** Writes a shape as `TensorShapeProto`. */
export function shapeMessage(shape: GraphShape): ProtobufWriter {
  const written = message();
  for (const size of shape) written.message(2, message().number(1, size ?? free));
  return written;
}

function attributeMessage({ kind, value }: GraphAttribute): ProtobufWriter {
  switch (kind) {
    case "type":
      return message().number(attribute.type, dtypeNumbers[value]);
    case "int":
      return message().number(attribute.int, value);
    case "ints":
      return message().message(attribute.list, message().numbers(list.ints, value));
    case "float":
      return message().float(attribute.float, value);
    case "bool":
      return message().number(attribute.bool, value ? 1 : 0);
    case "text":
      return message().bytes(attribute.text, value);
    case "texts": {
      const written = message();
      for (const text of value) written.bytes(list.texts, text);
      return message().message(attribute.list, written);
    }
    case "shape":
      return message().message(attribute.shape, shapeMessage(value));
    case "tensor":
      return message().message(attribute.tensor, tensorMessage(value));
    default:
      return kind satisfies never;
  }
}

function tensorMessage({ dtype, shape, values }: GraphTensor): ProtobufWriter {
  return message()
    .number(tensor.dtype, dtypeNumbers[dtype])
    .message(tensor.shape, shapeMessage(shape))
    .bytes(tensor.content, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

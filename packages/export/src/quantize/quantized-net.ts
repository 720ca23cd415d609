/** A net some of whose values and kernels are bytes, and the same computed by TensorFlow. */
import {
  add,
  clipByValue,
  div,
  mul,
  round,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { runNet } from "../check/run-net.ts";
import type { Net, NetNode } from "../net/net.ts";
import { dequantizeKernel, type Quantization, quantizeKernel } from "./quantization.ts";

/** A net with bytes in it. */
export interface QuantizedNet {
  /** The net, of whose activations those are plain ReLUs that bytes can't tell from one. */
  readonly net: Net;
  /** How each value that is bytes is rounded. */
  readonly values: ReadonlyMap<string, Quantization>;
  /** The outputs of the nodes whose kernels are bytes. */
  readonly kernels: ReadonlySet<string>;
}

/** Computes what a quantized net answers, in float32, but rounded wherever bytes are: as a runtime would. */
export function runQuantized({ net, values, kernels }: QuantizedNet, images: Tensor4D): Tensor2D {
  const rounded = { ...net, nodes: net.nodes.map((node) => (kernels.has(node.output) ? withBytes(node) : node)) };
  return runNet(rounded, images, (name, value) => {
    const quantization = values.get(name);
    return quantization === undefined ? value : roundToBytes(value, quantization);
  });
}

/** Nodes with the weights that their bytes stand for: the same ones are asked for at every batch. */
const roundedNodes = new WeakMap<NetNode, NetNode>();

/** The node with the weights that its bytes stand for. */
export function withBytes(node: NetNode): NetNode {
  const { operation } = node;
  if (operation.kind !== "convolution" && operation.kind !== "dense") return node;
  const known = roundedNodes.get(node);
  if (known !== undefined) return known;
  const kernel = dequantizeKernel(quantizeKernel(operation.kernel));
  const rounded: NetNode = { ...node, operation: { ...operation, kernel } };
  roundedNodes.set(node, rounded);
  return rounded;
}

function roundToBytes(value: Tensor, { scale, zeroPoint }: Quantization): Tensor {
  const bytes = clipByValue(add(round(div(value, scale)), zeroPoint), 0, 255);
  return mul(sub(bytes, zeroPoint), scale);
}

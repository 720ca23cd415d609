import type { NetNode } from "../net/net.ts";
import type { QuantizedNet } from "./quantized-net.ts";

/** The same quantized net with one value in float, and so all that makes or reads it. */
export function leaveFloat({ net, values, kernels }: QuantizedNet, name: string): QuantizedNet {
  const left = new Set([name]);
  // What only hands numbers on has the scale of what it reads.
  for (const { output, inputs, operation } of net.nodes) {
    const [first = ""] = inputs;
    if (left.has(first) && (operation.kind === "flatten" || operation.kind === "maxPool")) left.add(output);
  }
  const byOutput = new Map<string, NetNode>(net.nodes.map((node) => [node.output, node]));
  const stay = (output: string) => {
    const node = byOutput.get(output);
    if (node === undefined) return true;
    const isBefore = (reader: NetNode) => reader.operation.kind === "relu" || reader.operation.kind === "leakyRelu";
    const makes = [...left].some((value) => {
      const maker = byOutput.get(value);
      return maker === node || (maker !== undefined && isBefore(maker) && maker.inputs[0] === output);
    });
    return !makes && !node.inputs.some((input) => left.has(input));
  };
  return {
    net,
    values: new Map([...values].filter(([value]) => !left.has(value))),
    kernels: new Set([...kernels].filter(stay)),
  };
}

import { type BatchNorm, ConvNormAct } from "@tresnet/blocks";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { type NetWriter, walker } from "./net-writer.ts";

/** Writes a convolution with its batch norm, leaky ReLU and blur pool. */
export const walkConvNormAct = walker(ConvNormAct, ({ conv, bn, blurs }, input, name, net) => {
  const y = activate(bn, net.add(name, foldBatchNorm(conv, bn), input), name, net);
  const [, , , channels] = conv.weight.shape;
  return blurs ? net.add(`${name}.aa`, { kind: "blur", channels }, y) : y;
});

/** Writes the leaky ReLU after a batch norm, where it has one. */
export function activate({ slope }: BatchNorm, input: string, name: string, net: NetWriter): string {
  return slope === undefined ? input : net.add(`${name}.act`, { kind: "leakyRelu", slope }, input);
}

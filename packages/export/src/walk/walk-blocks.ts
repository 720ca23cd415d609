/** TResNet's residual blocks. */
import { BasicBlock, Bottleneck, HalvingAverage, type SqueezeExcite } from "@tresnet/blocks";
import { type NetWriter, walker } from "./net-writer.ts";

/** Writes two 3×3 convolutions, squeeze-excite and the shortcut. */
export const walkBasicBlock = walker(BasicBlock, (block, input, name, net) => {
  let y = net.walk(block.conv1, input, `${name}.conv1`);
  y = net.walk(block.conv2, y, `${name}.conv2`);
  y = squeezed(block.se, y, name, net);
  return joined(block.downsample, y, input, name, net);
});

/** Writes a 3×3 convolution between two 1×1 ones, squeeze-excite and the shortcut. */
export const walkBottleneck = walker(Bottleneck, (block, input, name, net) => {
  let y = net.walk(block.conv1, input, `${name}.conv1`);
  y = net.walk(block.conv2, y, `${name}.conv2`);
  y = squeezed(block.se, y, name, net);
  y = net.walk(block.conv3, y, `${name}.conv3`);
  return joined(block.downsample, y, input, name, net);
});

/** Writes the average pool of a shortcut. */
export const walkHalvingAverage = walker(HalvingAverage, (_, input, name, net) => {
  return net.add(name, { kind: "halvingAverage" }, input);
});

function squeezed(module: SqueezeExcite | undefined, input: string, name: string, net: NetWriter): string {
  return module === undefined ? input : net.walk(module, input, `${name}.se`);
}

function joined(
  shortcut: readonly object[] | undefined,
  residual: string,
  input: string,
  name: string,
  net: NetWriter,
): string {
  const beside = shortcut === undefined ? input : net.walkAll(shortcut, input, `${name}.downsample`);
  return net.add(name, { kind: "relu" }, net.add(`${name}.add`, { kind: "add" }, residual, beside));
}

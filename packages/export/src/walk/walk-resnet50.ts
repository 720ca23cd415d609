import type { BatchNorm, Convolution } from "@tresnet/blocks";
import { ResNet50, ResNetBottleneck } from "@tresnet/zoo";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { type NetWriter, walker } from "./net-writer.ts";

/** Writes ResNet-50: its stem, four stages of bottlenecks, the head. */
export const walkResNet50 = walker(ResNet50, (model, input, _, net) => {
  const stem = convolveRelu(model.conv1, model.bn1, input, "conv1", net);
  let map = net.add("maxpool", { kind: "maxPool", size: 3, stride: 2, padding: [1, 1] }, stem);
  const { layer1, layer2, layer3, layer4 } = model;
  for (const [name, blocks] of Object.entries({ layer1, layer2, layer3, layer4 })) map = net.walkAll(blocks, map, name);
  return net.walk(model.classifier, map, "head");
});

/** Writes ResNet's bottleneck, with plain ReLUs. */
export const walkResNetBottleneck = walker(ResNetBottleneck, (block, input, name, net) => {
  let y = convolveRelu(block.conv1, block.bn1, input, `${name}.conv1`, net);
  y = convolveRelu(block.conv2, block.bn2, y, `${name}.conv2`, net);
  y = net.add(`${name}.conv3`, foldBatchNorm(block.conv3, block.bn3), y);
  const { downsample } = block;
  const shortcut =
    downsample === undefined ? input : net.add(`${name}.downsample`, foldBatchNorm(...downsample), input);
  return net.add(name, { kind: "relu" }, net.add(`${name}.add`, { kind: "add" }, y, shortcut));
});

function convolveRelu(conv: Convolution, norm: BatchNorm, input: string, name: string, net: NetWriter): string {
  return net.add(`${name}.act`, { kind: "relu" }, net.add(name, foldBatchNorm(conv, norm), input));
}

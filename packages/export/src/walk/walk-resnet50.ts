import type { BatchNorm, Convolution } from "@tresnet/blocks";
import { ResNet50, ResNetBottleneck } from "@tresnet/zoo";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { type NetWriter, walker } from "./net-writer.ts";
import type { StageMaps } from "./stage-maps.ts";

/** Writes ResNet-50: its stem, four stages of bottlenecks, the head. */
export const walkResNet50 = walker(ResNet50, (model, input, _, net) => {
  const { stage4 } = writeResNet50Stages(model, input, net);
  return net.walk(model.classifier, stage4, "head");
});

/** Writes ResNet-50 without its head, and names the maps of its stages. */
export function writeResNet50Stages(model: ResNet50, input: string, net: NetWriter): StageMaps {
  const stem = convolveRelu(model.conv1, model.bn1, input, "conv1", net);
  const map = net.add("maxpool", { kind: "maxPool", size: 3, stride: 2, padding: [1, 1] }, stem);
  const { layer1, layer2, layer3, layer4 } = model;
  const stage1 = net.walkAll(layer1, map, "layer1");
  const stage2 = net.walkAll(layer2, stage1, "layer2");
  const stage3 = net.walkAll(layer3, stage2, "layer3");
  return { stage1, stage2, stage3, stage4: net.walkAll(layer4, stage3, "layer4") };
}

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

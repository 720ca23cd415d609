import { ConvNormAct } from "@tresnet/blocks";
import { ConvolutionStem, TResNet } from "@tresnet/zoo";
import { ExportError } from "../errors.ts";
import { sidesOf } from "../net/net.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { foldStem } from "./fold-stem.ts";
import { type NetWriter, walker } from "./net-writer.ts";
import type { StageMaps } from "./stage-maps.ts";
import { activate } from "./walk-conv-norm-act.ts";

/** Writes a TResNet: the stem as one convolution on pixels, four stages, the head. */
export const walkTResNet = walker(TResNet, (model, input, _, net) => {
  const { stage4 } = writeTResNetStages(model, input, net);
  return net.walk(model.classifier, stage4, "head");
});

/** Writes a TResNet without its head, and names the maps of its stages. */
export function writeTResNetStages({ body, stemBlock }: TResNet, input: string, net: NetWriter): StageMaps {
  const { conv1, layer1, layer2, layer3, layer4 } = body;
  let map: string;
  if (conv1 instanceof ConvNormAct && !conv1.blurs && stemBlock > 1) {
    const stem = foldStem(foldBatchNorm(conv1.conv, conv1.bn), stemBlock);
    map = activate(conv1.bn, net.add("body.conv1", stem, input), "body.conv1", net);
  } else {
    map = net.walk(conv1, input, "body.conv1");
  }
  const stage1 = net.walkAll(layer1, map, "body.layer1");
  const stage2 = net.walkAll(layer2, stage1, "body.layer2");
  const stage3 = net.walkAll(layer3, stage2, "body.layer3");
  return { stage1, stage2, stage3, stage4: net.walkAll(layer4, stage3, "body.layer4") };
}

/** Writes ResNet's stem: a 7×7 convolution with its norm and activation, then a 3×3 maximum. */
export const walkConvolutionStem = walker(ConvolutionStem, ({ conv, bn }, input, name, net) => {
  const y = activate(bn, net.add(name, foldBatchNorm(conv, bn), input), name, net); // [n, ⌈h/2⌉, ⌈w/2⌉, c]
  // TensorFlow's "same": even maps are padded on one side only. Sizes that are free are multiples of 4 (`multipleOf`).
  const isEven = (length: number | undefined) => length === undefined || Math.ceil(length / 2) % 2 === 0;
  const { height, width } = sidesOf(net.size);
  if (isEven(height) !== isEven(width)) {
    throw new ExportError(
      `describeNet: expected a height and a width that this stem pads alike, got ${height} and ${width}. Use multiples of 4.`,
    );
  }
  return net.add(`${name}.pool`, { kind: "maxPool", size: 3, stride: 2, padding: [isEven(height) ? 0 : 1, 1] }, y);
});

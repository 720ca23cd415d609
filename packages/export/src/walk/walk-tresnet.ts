import { ConvNormAct } from "@tresnet/blocks";
import { ConvolutionStem, TResNet } from "@tresnet/zoo";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { foldStem } from "./fold-stem.ts";
import { walker } from "./net-writer.ts";
import { activate } from "./walk-conv-norm-act.ts";

/** Writes a TResNet: the stem as one convolution on pixels, four stages, the head. */
export const walkTResNet = walker(TResNet, ({ body, classifier, stemBlock }, input, _, net) => {
  const { conv1, layer1, layer2, layer3, layer4 } = body;
  let map: string;
  if (conv1 instanceof ConvNormAct && !conv1.blurs && stemBlock > 1) {
    const stem = foldStem(foldBatchNorm(conv1.conv, conv1.bn), stemBlock);
    map = activate(conv1.bn, net.add("body.conv1", stem, input), "body.conv1", net);
  } else {
    map = net.walk(conv1, input, "body.conv1");
  }
  for (const [name, blocks] of Object.entries({ layer1, layer2, layer3, layer4 })) {
    map = net.walkAll(blocks, map, `body.${name}`);
  }
  return net.walk(classifier, map, "head");
});

/** Writes ResNet's stem: a 7×7 convolution with its norm and activation, then a 3×3 maximum. */
export const walkConvolutionStem = walker(ConvolutionStem, ({ conv, bn }, input, name, net) => {
  const y = activate(bn, net.add(name, foldBatchNorm(conv, bn), input), name, net); // [n, ⌈h/2⌉, ⌈w/2⌉, c]
  // TensorFlow's "same": even maps are padded on one side only. Sizes that are free are multiples of 4 (`multipleOf`).
  const even = net.size === undefined || Math.ceil(net.size / 2) % 2 === 0;
  return net.add(`${name}.pool`, { kind: "maxPool", size: 3, stride: 2, padding: [even ? 0 : 1, 1] }, y);
});

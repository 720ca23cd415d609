/** The scaled-down TResNet of the golden values, put together from blocks, and how its checkpoints get in and out. */
import * as tf from "@tensorflow/tfjs-core";
import {
  BasicBlock,
  Bottleneck,
  type Context,
  ConvNormAct,
  Dense,
  initializeWeights,
  type Layer,
  runLayers,
} from "@tresnet/blocks";
import { readSafetensors, toFloat32 } from "@tresnet/checkpoints";
import { globalAveragePool, spaceToDepth } from "@tresnet/tensor-ops";
import type { Classifier } from "../src/step/classifier.ts";

/** Layers 2, 2, 3, 2 at an eighth of the width, 10 classes: float32 [n, h, w, 3] → [n, 10]. */
export class SmallTResNet implements Classifier {
  readonly body: { readonly conv1: ConvNormAct } & Readonly<
    Record<"layer1" | "layer2" | "layer3" | "layer4", readonly Layer[]>
  >;
  readonly head: { readonly fc: Dense };

  constructor() {
    this.body = {
      conv1: new ConvNormAct(48, 8, { kernelSize: 3, slope: 0.01 }),
      layer1: [new BasicBlock(8, 8, { squeezed: 64 }), new BasicBlock(8, 8, { squeezed: 64 })],
      layer2: [new BasicBlock(8, 16, { stride: 2, squeezed: 64 }), new BasicBlock(16, 16, { squeezed: 64 })],
      layer3: [
        new Bottleneck(16, 32, { stride: 2, squeezed: 64 }),
        new Bottleneck(128, 32, { squeezed: 64 }),
        new Bottleneck(128, 32, { squeezed: 64 }),
      ],
      layer4: [new Bottleneck(128, 64, { stride: 2 }), new Bottleneck(256, 64)],
    };
    this.head = { fc: new Dense(256, 10) };
    initializeWeights(this, 0);
  }

  forward(x: tf.Tensor4D, context: Context): tf.Tensor2D {
    const { conv1, layer1, layer2, layer3, layer4 } = this.body;
    const layers = [conv1, ...layer1, ...layer2, ...layer3, ...layer4];
    const map = runLayers(layers, spaceToDepth(x, 4), context); // [n, h/32, w/32, 256]
    return this.head.fc.forward(globalAveragePool(map));
  }
}

/** The tensors of a golden file in our layouts, weights under their keys; the caller owns them. */
export async function readGolden(file: string): Promise<Map<string, tf.Tensor>> {
  const { tensors } = await readSafetensors(file);
  const ours = new Map<string, tf.Tensor>();
  for (const [name, tensor] of tensors) {
    if (tensor.dtype === "I64") continue; // num_batches_tracked
    const values = tensor.dtype === "I32" ? Int32Array.from(tensor.data, Number) : toFloat32(tensor);
    const made = tf.tensor(values, [...tensor.shape]);
    ours.set(name, name.endsWith(".weight") ? transposed(made) : made);
  }
  return ours;
}

/** torch's [out, in, h, w] as [h, w, in, out], [out, in] as [in, out]; vectors as they are. */
function transposed(weight: tf.Tensor): tf.Tensor {
  if (weight.rank === 1) return weight;
  const order = weight.rank === 4 ? [2, 3, 1, 0] : [1, 0];
  const ours = tf.transpose(weight, order);
  weight.dispose();
  return ours;
}

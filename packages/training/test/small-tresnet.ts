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

/** The layout of a golden set, from its config.json; v2 has bottlenecks only. */
export interface SmallTResNetConfig {
  readonly layers: readonly [number, number, number, number];
  readonly planes: number;
  readonly v2: boolean;
  readonly num_classes: number;
}

/** A TResNet of this layout: float32 [n, h, w, 3] → [n, num_classes]. */
export class SmallTResNet implements Classifier {
  readonly body: { readonly conv1: ConvNormAct } & Readonly<
    Record<"layer1" | "layer2" | "layer3" | "layer4", readonly Layer[]>
  >;
  readonly head: { readonly fc: Dense };

  constructor({ layers, planes, v2, num_classes }: SmallTResNetConfig) {
    let channels = planes;
    const stage = (index: 0 | 1 | 2 | 3): Layer[] => {
      const basic = !v2 && index < 2;
      const Block = basic ? BasicBlock : Bottleneck;
      const inside = planes * 2 ** index;
      const out = basic ? inside : 4 * inside;
      return Array.from({ length: layers[index] }, (_, position) => {
        const squeezed = index < 3 ? { squeezed: Math.max(Math.floor(out / (basic ? 4 : 8)), 64) } : {};
        const block = new Block(channels, inside, { stride: index > 0 && position === 0 ? 2 : 1, ...squeezed });
        channels = out;
        return block;
      });
    };
    this.body = {
      conv1: new ConvNormAct(48, planes, { kernelSize: 3, slope: 0.01 }),
      layer1: stage(0),
      layer2: stage(1),
      layer3: stage(2),
      layer4: stage(3),
    };
    this.head = { fc: new Dense(channels, num_classes) };
    initializeWeights(this, 0);
  }

  forward(x: tf.Tensor4D, context: Context): tf.Tensor2D {
    const { conv1, layer1, layer2, layer3, layer4 } = this.body;
    const layers = [conv1, ...layer1, ...layer2, ...layer3, ...layer4];
    const map = runLayers(layers, spaceToDepth(x, 4), context); // [n, h/32, w/32, channels]
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

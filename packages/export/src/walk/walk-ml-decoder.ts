/** ML-Decoder: what does not depend on the image, its queries and their projection, is computed ahead. */
import { MlDecoderHead } from "@tresnet/heads";
import { constant } from "../net/constant.ts";
import type { Constant, DenseOperation, LayerNormOperation } from "../net/operations.ts";
import { dense64, layerNorm64 } from "./float64.ts";
import { constantOf } from "./fold-batch-norm.ts";
import { type NetWriter, walker } from "./net-writer.ts";

type Decoder = MlDecoderHead["decoder"];
type DecoderLayer = Decoder["layers"][0];

/** Writes the head from the map of the last stage to logits. */
export const walkMlDecoder = walker(MlDecoderHead, ({ decoder }, map, name, net) => {
  const positions = net.add(`${name}.positions`, { kind: "positions" }, map); // [n, t, features]
  const embedded = net.add(`${name}.embed`, dense(decoder.embedStandart), positions);
  const memory = net.add(`${name}.memory`, { kind: "relu" }, embedded); // [n, t, d]
  const [layer] = decoder.layers;
  const found = writeLayer(layer, queriesOf(decoder), memory, `${name}.layer`, net); // [n, q, d]
  const kernel = constantOf(decoder.duplicatePooling);
  const bias = constantOf(decoder.duplicatePoolingBias);
  return net.add(`${name}.fc`, { kind: "groupDense", kernel, bias }, found); // [n, classes]
});

interface Queries {
  /** After the layer's first norm, [1, q, d]. */
  readonly normed: Constant;
  /** Projected, divided among the heads and scaled, [1, heads, q, d/heads]. */
  readonly asked: Constant;
}

/** The queries as the decoder's layer sees them: the same for every image. */
function queriesOf({ queryEmbed, layers: [layer] }: Decoder): Queries {
  const embed = constantOf(queryEmbed.weight); // [d, q]
  const [channels = 0, count = 0] = embed.shape;
  // The residual connection that adds the queries to themselves is the authors'.
  const doubled = Float64Array.from(embed.values, (_, index) => {
    const [query, channel] = [Math.floor(index / channels), index % channels];
    return 2 * (embed.values[channel * count + query] ?? 0);
  });
  const normed = layerNorm64(doubled, layerNorm(layer.norm1));
  const { heads } = layer.multiheadAttn;
  const { kernel, bias } = projection(layer.multiheadAttn, 0);
  const projected = dense64(normed, kernel, bias); // [q, d]
  const width = channels / heads;
  const asked = projected.map((_, index) => {
    const [head, query, place] = [
      Math.floor(index / (count * width)),
      Math.floor(index / width) % count,
      index % width,
    ];
    return (projected[query * channels + head * width + place] ?? 0) / Math.sqrt(width);
  });
  return {
    normed: constant([1, count, channels], Float32Array.from(normed)),
    asked: constant([1, heads, count, width], Float32Array.from(asked)),
  };
}

function writeLayer(layer: DecoderLayer, { normed, asked }: Queries, memory: string, name: string, net: NetWriter) {
  const { multiheadAttn, linear1, linear2, norm2, norm3 } = layer;
  const { heads } = multiheadAttn;
  const [channels] = norm2.weight.shape;
  const projected = (what: "key" | "value", part: 1 | 2) => {
    const all = net.add(`${name}.${what}s`, projection(multiheadAttn, part), memory); // [n, t, d]
    return net.add(`${name}.${what}_heads`, { kind: "splitHeads", heads, channels }, all); // [n, heads, t, d/heads]
  };
  const [keys, values] = [projected("key", 1), projected("value", 2)];
  const queries = net.add(`${name}.queries`, { kind: "constant", value: asked });
  const likeness = net.add(`${name}.likeness`, { kind: "matMulTransposed" }, queries, keys); // [n, heads, q, t]
  const attention = net.add(`${name}.attention`, { kind: "softmax" }, likeness);
  const seen = net.add(`${name}.seen`, { kind: "matMul" }, attention, values); // [n, heads, q, d/heads]
  const joined = net.add(`${name}.joined`, { kind: "joinHeads", heads, channels }, seen); // [n, q, d]
  const told = net.add(`${name}.out_proj`, dense(multiheadAttn.outProj), joined);
  const own = net.add(`${name}.norm1`, { kind: "constant", value: normed });
  const x = net.add(`${name}.norm2`, layerNorm(norm2), net.add(`${name}.add1`, { kind: "add" }, told, own));
  const hidden = net.add(`${name}.act`, { kind: "relu" }, net.add(`${name}.linear1`, dense(linear1), x));
  const y = net.add(`${name}.linear2`, dense(linear2), hidden);
  return net.add(`${name}.norm3`, layerNorm(norm3), net.add(`${name}.add2`, { kind: "add" }, x, y));
}

function dense({ weight, bias }: Decoder["embedStandart"]): DenseOperation {
  return { kind: "dense", kernel: constantOf(weight), bias: constantOf(bias) };
}

function layerNorm({ weight, bias, epsilon }: DecoderLayer["norm1"]): LayerNormOperation {
  return { kind: "layerNorm", scale: constantOf(weight), offset: constantOf(bias), epsilon };
}

/** The part of the joint matrix for queries (0), keys (1) or values (2). */
function projection(attention: DecoderLayer["multiheadAttn"], part: 0 | 1 | 2): DenseOperation {
  const joint = constantOf(attention.inProjWeight); // [d, 3d]
  const [channels = 0] = joint.shape;
  const kernel = new Float32Array(channels ** 2);
  for (let row = 0; row < channels; row += 1) {
    const start = (3 * row + part) * channels;
    kernel.set(joint.values.subarray(start, start + channels), row * channels);
  }
  const bias = constantOf(attention.inProjBias).values.slice(part * channels, (part + 1) * channels);
  return { kind: "dense", kernel: constant([channels, channels], kernel), bias: constant([channels], bias) };
}

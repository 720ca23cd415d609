/** Weights that follow from their keys, as fixtures/README.md ("fullsize") says. */
import { namedWeights } from "@tresnet/blocks";

/** Gives every weight of a module the values that belong to its key. */
export function fillFromKeys(module: object, seed: number): void {
  for (const [key, weight] of namedWeights(module)) {
    const { shape } = weight;
    const [height = 1, width = 1, inChannels = 1, outChannels = 1] = shape;
    const isKernel = shape.length === 4;
    const { offset, scale } = distribution(key, isKernel ? height * width * inChannels : undefined);
    const numbers = uniform(key, seed, weight.size);
    const values = new Float32Array(weight.size);
    // Written as loops: the largest of these nets has 38 million weights, in PyTorch's order [out, in, h, w].
    const [outer, inner, pixels] = isKernel ? [outChannels, inChannels, height * width] : [weight.size, 1, 1];
    let read = 0;
    for (let out = 0; out < outer; out++) {
      for (let channel = 0; channel < inner; channel++) {
        for (let pixel = 0; pixel < pixels; pixel++) {
          values[(pixel * inner + channel) * outer + out] = offset + scale * (numbers[read] ?? 0);
          read++;
        }
      }
    }
    weight.assign(values);
  }
}

/** `count` numbers in [−1, 1) that belong to a key. */
export function uniform(key: string, seed: number, count: number): Float64Array {
  let start = 0x811c9dc5;
  for (const byte of Buffer.from(key)) start = Math.imul(start ^ byte, 0x01000193);
  start ^= seed;
  const values = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    let z = (start + Math.imul(index, 0x9e3779b9)) >>> 0;
    z = Math.imul(z ^ (z >>> 16), 0x7feb352d) >>> 0;
    z = Math.imul(z ^ (z >>> 15), 0x846ca68b) >>> 0;
    z = (z ^ (z >>> 16)) >>> 0;
    values[index] = (z >>> 8) / 8388608 - 1;
  }
  return values;
}

function distribution(key: string, fanIn: number | undefined): { readonly offset: number; readonly scale: number } {
  if (fanIn !== undefined) return { offset: 0, scale: Math.sqrt(6 / fanIn) };
  if (key.endsWith("running_var")) return { offset: 1, scale: 0.25 };
  if (key.endsWith(".weight")) return { offset: 0.625, scale: 0.25 };
  return { offset: 0, scale: 0.125 };
}

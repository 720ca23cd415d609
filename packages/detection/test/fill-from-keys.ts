/** Weights that follow from their keys, as fixtures/README.md ("fullsize") says. */
import { namedWeights } from "@tresnet/blocks";
import { distribution, uniform } from "@tresnet/vitest";

/** Gives every weight of a module the values that belong to its key. */
export function fillFromKeys(module: object, seed: number): void {
  for (const [key, weight] of namedWeights(module)) {
    const { shape } = weight;
    const [height = 1, width = 1, inChannels = 1, outChannels = 1] = shape;
    const isKernel = shape.length === 4;
    const { offset, scale } = distribution(key, isKernel ? [outChannels, inChannels, height, width] : shape);
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

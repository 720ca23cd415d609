/** Models whose every weight counts: fresh ones end their blocks with zeros, which would hide what an export loses. */
import { namedWeights } from "@tresnet/blocks";
import { noise } from "@tresnet/vitest";
import { buildModel, type ImageClassifier, type ModelName, type ModelOptions } from "@tresnet/zoo";

/** Builds a model with weights that belong to the seed. */
export function noisyModel(name: ModelName, options: ModelOptions, seed = 1): ImageClassifier {
  const model = buildModel(name, options);
  let index = 0;
  for (const [key, weight] of namedWeights(model)) {
    const { offset, scale } = distribution(key, weight.shape);
    index += 1;
    weight.assign(noise(weight.size, seed * 10_000 + index).map((value) => offset + scale * value));
  }
  return model;
}

/** Kernels are [height, width, in, out], dense weights [in, out]; values keep about their size from layer to layer. */
function distribution(key: string, [a = 1, b = 1, c = 1, d]: readonly number[]): { offset: number; scale: number } {
  if (d !== undefined) return { offset: 0, scale: Math.sqrt(6 / (a * b * c)) };
  if (/^(head\.)?fc\.weight$/.test(key)) return { offset: 0, scale: Math.sqrt(3 / a) };
  if (key.endsWith("running_var")) return { offset: 1, scale: 0.25 };
  if (key.endsWith(".weight")) return { offset: 0.625, scale: 0.25 };
  return { offset: 0, scale: 0.125 };
}

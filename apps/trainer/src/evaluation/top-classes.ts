import type { ClassProbability } from "./results.ts";

/** The `count` likeliest classes, likeliest first; of equals the lower index. */
export function topClasses(
  probabilities: Float32Array,
  count: number,
  name: (index: number) => string,
): ClassProbability[] {
  return Array.from(probabilities, (probability, index) => ({ probability, index }))
    .sort((a, b) => b.probability - a.probability || a.index - b.index)
    .slice(0, count)
    .map(({ probability, index }) => ({ class: name(index), probability }));
}

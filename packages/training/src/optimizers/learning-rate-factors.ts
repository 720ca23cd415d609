/** Learning rates that differ by weight: each is the schedule's, times a factor. */
import { checkRange, excluded } from "../check.ts";

/** Factors on the learning rates of weights, by weight name; 1 for names that are not in the map. */
export type LearningRateFactors = ReadonlyMap<string, number>;

/** The setting of an optimizer whose learning rate may differ by weight. */
export interface ScaledLearningRates {
  /**
   * Factors on the learning rates of some weights, by name, as `layerDecay` of `@tresnet/heads` gives them.
   * @default 1 for all
   */
  readonly learningRateFactors?: LearningRateFactors | undefined;
}

/** Checks learning-rate factors. @throws RangeError that names the weight when one is below 0 or not finite. */
export function checkFactors(who: string, factors: LearningRateFactors | undefined): void {
  for (const [name, factor] of factors ?? []) {
    checkRange(who, `learningRateFactors["${name}"]`, factor, 0, excluded(Number.POSITIVE_INFINITY));
  }
}

/** Makes a lookup, by a weight's name, of what `scale` gives for the weight's factor; computed once per factor. */
export function scaledBy<Value>(
  factors: LearningRateFactors | undefined,
  scale: (factor: number) => Value,
): (name: string) => Value {
  const values = new Map<number, Value>();
  return (name) => {
    const factor = factors?.get(name) ?? 1;
    const known = values.get(factor);
    if (known !== undefined) return known;
    const value = scale(factor);
    values.set(factor, value);
    return value;
  };
}

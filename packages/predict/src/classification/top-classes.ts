/** Logits in words. */
import type { Description } from "./description.ts";

/** One class and how probable it is. */
export interface Answer {
  /** The name of the class. */
  readonly name: string;
  /** Its place among the model's classes, from 0. */
  readonly index: number;
  /** From 0 to 1; where an image has one class, those of all classes add up to 1. */
  readonly probability: number;
}

/** The most probable classes of an image, the best first; of equal ones the earlier. */
export function topClasses(logits: Float32Array, { task, classes }: Description, topk: number): readonly Answer[] {
  const probabilities = task === "multi-label" ? sigmoid(logits) : softmax(logits);
  return probabilities
    .map((probability, index) => ({ name: classes[index] ?? String(index), index, probability }))
    .sort((a, b) => b.probability - a.probability || a.index - b.index)
    .slice(0, topk);
}

function softmax(logits: Float32Array): readonly number[] {
  const greatest = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = Array.from(logits, (value) => Math.exp(value - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function sigmoid(logits: Float32Array): readonly number[] {
  return Array.from(logits, (value) => 1 / (1 + Math.exp(-value)));
}

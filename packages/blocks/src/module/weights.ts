/**
 * Walks a module's fields to its weights. The path of field names is the weight's key, timm's key where the fields are
 * timm's.
 */
import { Variable } from "@tensorflow/tfjs-core";
import { checkSeed } from "@tresnet/engine";
import { Weight } from "./weight.ts";

/**
 * The variables of a module, or of an array of modules, by key (`body.layer1.0.conv1.bn.running_mean`), in the order of
 * the fields.
 *
 * Keys join field names and array indices with dots; camelCase fields become snake_case. Layouts are ours: kernels
 * [h, w, in, out], dense weights [in, out].
 * @throws Error when a weight was not initialized.
 */
export function weightsOf(module: object): Map<string, Variable> {
  return new Map(leaves(module).map(([key, leaf]) => [key, leaf instanceof Weight ? leaf.variable : leaf]));
}

/** The `Weight`s of a module, with the keys and in the order of `weightsOf`; they need no values. */
export function namedWeights(module: object): Map<string, Weight> {
  return new Map(leaves(module).flatMap(([key, leaf]) => (leaf instanceof Weight ? [[key, leaf]] : [])));
}

/**
 * Gives every weight that has none its first values; each depends on the seed and its own key only, not on its
 * neighbours.
 * @throws RangeError for a seed that is no whole number in [−2³¹, 2³¹).
 */
export function initializeWeights(module: object, seed: number): void {
  checkSeed("initializeWeights", seed);
  for (const [key, weight] of namedWeights(module)) weight.initialize([seed, hash(key)]);
}

/** The number of values that training changes: running statistics are not counted. */
export function parameterCount(module: object): number {
  const trainable = leaves(module).filter(([, leaf]) => leaf.trainable);
  return trainable.reduce((sum, [, { size }]) => sum + size, 0);
}

/** Releases every weight of a module. */
export function disposeModule(module: object): void {
  for (const [, leaf] of leaves(module)) leaf.dispose();
}

/**
 * The parts of a module that `isPart` accepts, by the same keys as weights; what lies inside of such a part is not
 * looked at.
 */
export function partsOf<T>(module: object, isPart: (value: unknown) => value is T): Map<string, T> {
  return new Map(walk(module, isPart, ""));
}

const isLeaf = (value: unknown) => value instanceof Weight || value instanceof Variable;

function leaves(module: object): (readonly [key: string, leaf: Weight | Variable])[] {
  return walk(module, isLeaf, "");
}

/**
 * The parts below `value`, keys starting with `prefix`. Private fields (`#stride`) hold settings and are not walked.
 */
function walk<T>(value: unknown, isPart: (value: unknown) => value is T, prefix: string): (readonly [string, T])[] {
  if (isPart(value)) return [[prefix, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([field, part]) => {
    return walk(part, isPart, prefix === "" ? snakeCase(field) : `${prefix}.${snakeCase(field)}`);
  });
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** FNV-1a over the key's characters, as a whole number in [−2³¹, 2³¹). */
function hash(key: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    state = Math.imul(state ^ key.charCodeAt(index), 0x01000193);
  }
  return state | 0;
}

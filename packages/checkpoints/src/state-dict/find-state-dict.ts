/** Finds the state dict in what a checkpoint holds, as timm's `load_state_dict` does, and says what it chose. */
import { someOf } from "../quote.ts";
import type { Unwrapped } from "../unwrapped.ts";
import { averagedKeys, rawKeys } from "./wrappers.ts";

/** A state dict, and the way to it. */
export interface FoundStateDict<T> {
  readonly tensors: ReadonlyMap<string, T>;
  readonly unwrapped: Pick<Unwrapped, "wrappers" | "averaged" | "otherWeights" | "leftOut" | "unread">;
}

/** How to tell tensors from the rest. */
export interface StateDictKinds<T> {
  readonly isTensor: (value: unknown) => value is T;
  /** What a value is that would be a tensor if it could be read; undefined for anything else. */
  readonly unread: (value: unknown) => string | undefined;
}

/** More dicts inside of each other than any training writes. */
const depthLimit = 4;

/**
 * The state dict in a value: the value itself, or what lies under one of the known keys, or under the only key that
 * holds tensors.
 *
 * Where the file has averaged weights and raw ones, `useEma` decides; it is a preference: where there is only one kind,
 * that is taken.
 * @throws Error, half a sentence, when there are no tensors, or several sets of them under keys that say nothing.
 */
export function findStateDict<T>(value: unknown, kinds: StateDictKinds<T>, useEma: boolean): FoundStateDict<T> {
  const wrappers: string[] = [];
  const otherWeights: string[] = [];
  const leftOut: string[] = [];
  let dict: unknown = value;
  while (dict instanceof Map && wrappers.length < depthLimit) {
    const holders = holdersIn(dict, kinds);
    const key = choose(dict, holders, kinds, useEma);
    if (key === undefined) break;
    wrappers.push(key);
    otherWeights.push(...holders.filter((other) => other !== key && isKnown(other)));
    leftOut.push(...keysOf(dict).filter((other) => other !== key && !(isKnown(other) && holders.includes(other))));
    dict = dict.get(key);
  }
  const tensors = new Map<string, T>();
  const unread: { name: string; what: string }[] = [];
  for (const [name, tensor] of dict instanceof Map ? dict : []) {
    if (typeof name !== "string") continue;
    const what = kinds.unread(tensor);
    if (kinds.isTensor(tensor)) tensors.set(name, tensor);
    else if (what !== undefined) unread.push({ name, what });
    else leftOut.push(name);
  }
  if (tensors.size === 0) throw new Error(`it holds no dict of tensors${besides(value)}`);
  const averaged = wrappers.some((key) => averagedKeys.includes(key));
  return { tensors, unwrapped: { wrappers, averaged, otherWeights, leftOut, unread } };
}

/** What the outermost value has instead. */
function besides(value: unknown): string {
  if (Array.isArray(value)) return ", but a list. Save a dict, in Python: torch.save(model.state_dict(), ...)";
  return value instanceof Map && value.size > 0 ? `, but ${someOf(keysOf(value), 5)}` : "";
}

/** The key to go on with; undefined where the dict is the state dict itself. */
function choose<T>(
  dict: ReadonlyMap<unknown, unknown>,
  holders: readonly string[],
  { isTensor }: StateDictKinds<T>,
  useEma: boolean,
): string | undefined {
  const order = useEma ? [...averagedKeys, ...rawKeys] : [...rawKeys, ...averagedKeys];
  const known = order.find((key) => holders.includes(key));
  if (known !== undefined) return known;
  for (const [key, value] of dict) if (typeof key === "string" && isTensor(value)) return undefined;
  if (holders.length > 1) {
    throw new Error(`it holds several dicts of tensors (${someOf(holders, 5)}), and none under a key that says which`);
  }
  return holders[0];
}

/**
 * The keys of dicts with tensors in them; a wrapper's may lie a few dicts deeper. Those with less than half of the
 * tensors that another has are none of the model's, such as an average's own counters.
 */
function holdersIn<T>(dict: ReadonlyMap<unknown, unknown>, kinds: StateDictKinds<T>): string[] {
  const counts = keysOf(dict).map(
    (key) => [key, countIn(dict.get(key), kinds, isKnown(key) ? depthLimit - 1 : 0)] as const,
  );
  const most = counts.reduce((found, [, count]) => Math.max(found, count), 0);
  return counts.filter(([, count]) => count > 0 && 2 * count >= most).map(([key]) => key);
}

/** How many tensors a dict has, or the fullest of its own wrappers down to `depth`. */
function countIn<T>(dict: unknown, kinds: StateDictKinds<T>, depth: number): number {
  if (!(dict instanceof Map)) return 0;
  let count = 0;
  for (const [key, value] of dict) if (typeof key === "string" && kinds.isTensor(value)) count += 1;
  if (depth === 0) return count;
  return [...rawKeys, ...averagedKeys].reduce(
    (most, key) => Math.max(most, countIn(dict.get(key), kinds, depth - 1)),
    count,
  );
}

function isKnown(key: string): boolean {
  return rawKeys.includes(key) || averagedKeys.includes(key);
}

function keysOf(dict: ReadonlyMap<unknown, unknown>): string[] {
  return [...dict.keys()].filter((key) => typeof key === "string");
}

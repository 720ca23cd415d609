/** Takes off what wrappers of models put before every name of a state dict. */
import type { Unwrapped } from "../unwrapped.ts";
import { innerPrefixes, namePrefixes } from "./wrappers.ts";

/** Names without prefixes, and what was removed. */
export interface StrippedNames {
  /** The name in the file of each new name, in the file's order. */
  readonly originals: ReadonlyMap<string, string>;
  readonly unwrapped: Pick<Unwrapped, "prefixes" | "withoutPrefix">;
}

/** More wrappers around each other than any training has. */
const roundLimit = 6;

/**
 * Removes prefixes that at least half of the names have, one after the other, in whatever order they lie.
 *
 * The other names stay as they are, and are noted: Lightning keeps a loss's own weights beside `model.`, and averages
 * their count beside `module.`.
 */
export function stripPrefixes(names: Iterable<string>): StrippedNames {
  let originals = new Map([...names].map((name) => [name, name]));
  const prefixes: string[] = [];
  const withoutPrefix = new Set<string>();
  for (let round = 0; round < roundLimit; round += 1) {
    const found = namePrefixes.find((prefix) => isShared(originals.keys(), prefix));
    if (found === undefined) break;
    const stripped = new Map<string, string>();
    const beside = [...originals].filter(([name]) => !name.startsWith(found));
    for (const [name, original] of originals) {
      if (name.startsWith(found)) stripped.set(name.slice(found.length), original);
    }
    if (beside.some(([name]) => stripped.has(name))) break; // two tensors would have one name
    for (const [name, original] of beside) {
      stripped.set(name, original);
      withoutPrefix.add(name);
    }
    originals = stripped;
    prefixes.push(found);
  }
  for (const inner of innerPrefixes) {
    const stripped = new Map([...originals].map(([name, original]) => [withoutInner(name, inner), original]));
    const isChanged = [...originals.keys()].some((name) => !stripped.has(name));
    if (!isChanged || stripped.size < originals.size) continue;
    originals = stripped;
    if (!prefixes.includes(inner)) prefixes.push(inner);
  }
  return { originals, unwrapped: { prefixes, withoutPrefix: [...withoutPrefix] } };
}

/** `body.layer1.0._orig_mod.conv1` → `body.layer1.0.conv1`. */
function withoutInner(name: string, inner: string): string {
  return name.startsWith(inner) ? withoutInner(name.slice(inner.length), inner) : name.replaceAll(`.${inner}`, ".");
}

function isShared(names: Iterable<string>, prefix: string): boolean {
  let having = 0;
  let all = 0;
  for (const name of names) {
    all += 1;
    if (name.length > prefix.length && name.startsWith(prefix)) having += 1;
  }
  return having > 0 && 2 * having >= all;
}

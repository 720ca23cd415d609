/** What a checkpoint's tensors were taken out of, as data and in words. */
import { quoted, someOf } from "./quote.ts";

/** How the tensors of a checkpoint lay in their file, where they did not lie bare in it under their own names. */
export interface Unwrapped {
  /**
   * Keys of the dicts that held the tensors, from the outside in: `["state_dict_ema"]`. Empty for a bare state dict.
   */
  readonly wrappers: readonly string[];
  /** Whether these are weights averaged over a training (EMA), where the file's keys tell. */
  readonly averaged: boolean;
  /**
   * Keys of other weights in the file that were not taken: the raw ones beside the averaged, or the other way round.
   */
  readonly otherWeights: readonly string[];
  /** What was removed from the start of names, in this order: `["module.", "_orig_mod."]`. */
  readonly prefixes: readonly string[];
  /** Names of tensors that lacked a prefix which the others had: part of something else, such as a loss. */
  readonly withoutPrefix: readonly string[];
  /** Keys of whatever else the file holds, such as "optimizer" or "epoch". */
  readonly leftOut: readonly string[];
  /** Tensors that can't be read, such as quantized ones, each with what it is. */
  readonly unread: readonly { readonly name: string; readonly what: string }[];
}

/**
 * What was unwrapped, in a line for people: `took "state_dict_ema" (averaged weights), not "state_dict"; removed …`.
 */
export function describeUnwrapped(unwrapped: Unwrapped): string {
  const { wrappers, averaged, otherWeights, prefixes, withoutPrefix, leftOut, unread } = unwrapped;
  const taken = wrappers.map(quoted).join(" → ");
  const rather = otherWeights.length > 0 ? `, not ${someOf(otherWeights)}` : "";
  return [
    wrappers.length > 0 && `took ${taken}${averaged ? " (averaged weights)" : ""}${rather}`,
    prefixes.length > 0 && `removed ${prefixes.map(quoted).join(" and ")} from the names`,
    withoutPrefix.length > 0 && `names without it: ${someOf(withoutPrefix)}`,
    leftOut.length > 0 && `left out: ${someOf(leftOut, 12)}`,
    unread.length > 0 && `can't read ${quoted(unread[0]?.name)}, ${unread[0]?.what}${andMore(unread.length - 1)}`,
  ]
    .filter((part) => part !== false)
    .join("; ");
}

function andMore(count: number): string {
  return count === 0 ? "" : `, and ${count} more`;
}

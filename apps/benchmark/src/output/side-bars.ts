/** The bars of sides, ours in a colour of their own. */
import type { Bar, Quartiles } from "@tresnet/charts";

/** A bar of what a side measured, or of why it measured nothing; it is ours where `runner` is "tresnet". */
export function barOf(name: string, spread: Quartiles | null, label: string, runner: string): Bar {
  return { name, spread, label, tone: runner === "tresnet" ? "ours" : "other" };
}

/** Places for peers that are not there. */
export function missingBars(absent: readonly { readonly peer: string }[]): Bar[] {
  return absent.map(({ peer }) => barOf(peer, null, "absent", peer));
}

/** How the conditions of two runs differ. */
import type { FoundRatio } from "./ratios/found-ratio.ts";

/** A sentence for each condition that was not the same: the ratio may have changed by it alone. */
export function conditionWarnings({ conditions: old }: FoundRatio, { conditions: now }: FoundRatio): string[] {
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((what) => {
    const [was, is] = [old.get(what) ?? "none", now.get(what) ?? "none"];
    return was === is ? [] : [`Another ${what}: ${was} before, ${is} now.`];
  });
}

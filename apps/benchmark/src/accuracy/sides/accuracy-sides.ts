/** Who trains in `tresnet-bench accuracy`: this project or PyTorch, in a number format. */

import { parseNames } from "../../sides/side-list.ts";
import type { AbsentPeer } from "../../terms/absent-peer.ts";
import type { Precision } from "../../terms/cases.ts";

export interface AccuracySide {
  readonly runner: "tresnet" | "pytorch";
  readonly precision: Precision;
  /** How many processes train together, each on its part of every batch; batch norm sees the part. */
  readonly processes: number;
}

export const accuracySides = {
  "tresnet:bfloat16": { runner: "tresnet", precision: "bfloat16", processes: 1 },
  "tresnet:float32": { runner: "tresnet", precision: "float32", processes: 1 },
  "tresnet-2:bfloat16": { runner: "tresnet", precision: "bfloat16", processes: 2 },
  "tresnet-2:float32": { runner: "tresnet", precision: "float32", processes: 2 },
  "pytorch:bfloat16": { runner: "pytorch", precision: "bfloat16", processes: 1 },
  "pytorch:float32": { runner: "pytorch", precision: "float32", processes: 1 },
} as const satisfies Record<string, AccuracySide>;

export type AccuracySideName = keyof typeof accuracySides;

export const accuracySideNames = [
  "tresnet:bfloat16",
  "tresnet:float32",
  "tresnet-2:bfloat16",
  "tresnet-2:float32",
  "pytorch:bfloat16",
  "pytorch:float32",
] as const satisfies readonly AccuracySideName[];

/**
 * The sides in a list such as `tresnet:bfloat16,pytorch:bfloat16`.
 * @throws RangeError naming the sides there are, for an unknown one or an empty list.
 */
export function parseAccuracySides(text: string): AccuracySideName[] {
  return parseNames(text, accuracySideNames);
}

/** The sides that can run here, and the others with the reason; `pytorch` says why PyTorch can't, if so. */
export function splitAccuracySides(
  sides: readonly AccuracySideName[],
  pytorch: string | null,
): { readonly present: readonly AccuracySideName[]; readonly absent: readonly AbsentPeer[] } {
  if (pytorch === null) return { present: sides, absent: [] };
  const isOurs = (side: AccuracySideName) => accuracySides[side].runner === "tresnet";
  return {
    present: sides.filter(isOurs),
    absent: sides.filter((side) => !isOurs(side)).map((peer) => ({ peer, reason: pytorch })),
  };
}

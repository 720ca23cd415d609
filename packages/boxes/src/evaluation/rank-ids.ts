import type { CocoId } from "./coco-form.ts";

/** The places of ids in ascending order: numbers first, then texts. */
export interface RankedIds {
  /** The distinct ids, ascending. */
  readonly ids: readonly CocoId[];
  /** Each id's place in `ids`. */
  readonly rankOf: ReadonlyMap<CocoId, number>;
}

/** Ranks ids, each once; ties between images are decided by this order. */
export function rankIds(items: readonly { readonly id: CocoId }[]): RankedIds {
  const ids = [...new Set(items.map(({ id }) => id))].sort(ascending);
  return { ids, rankOf: new Map(ids.map((id, rank) => [id, rank])) };
}

function ascending(a: CocoId, b: CocoId): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : 1;
}

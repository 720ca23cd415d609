/** Which side is compared with which. */
import { peerSides } from "../../terms/cases.ts";

/** Pairs each side of ours with each peer; without peers each side with the last. */
export function pairsOf<Result extends { readonly side: string }>(results: readonly Result[]): [Result, Result][] {
  const peers = results.filter(({ side }) => Object.hasOwn(peerSides, side));
  const baselines = peers.length > 0 ? peers : results.slice(-1);
  return results
    .filter((one) => !baselines.includes(one))
    .flatMap((one) => baselines.map((baseline): [Result, Result] => [one, baseline]));
}

/** Which side is compared with which. */
import { isPeerSide } from "../../terms/peer-names.ts";

/** Pairs each side of ours with each peer; without peers each side with the last. */
export function pairsOf<Result extends { readonly side: string }>(results: readonly Result[]): [Result, Result][] {
  const peers = results.filter(({ side }) => isPeerSide(side));
  const baselines = peers.length > 0 ? peers : results.slice(-1);
  return results
    .filter((one) => !baselines.includes(one))
    .flatMap((one) => baselines.map((baseline): [Result, Result] => [one, baseline]));
}

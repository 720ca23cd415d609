/** The sides that `--sides` and `--against` name. */
import { type OwnSideName, ownSides, type PeerSideName, peerSides, sides } from "./cases.ts";

/** Names for `--sides`. */
export const ownSideNames = Object.keys(ownSides).filter((name) => isOwn(name));
/** Names for `--against`, and the peers that stand for several sides. */
export const peerNames = ["tfjs-eager", "pytorch", "pytorch-bfloat16", "pytorch-float32"] as const;

/**
 * The sides in a list such as `traced-bfloat16,eager-float32`.
 * @throws RangeError naming the sides there are, for an unknown one or an empty list.
 */
export function parseSides(text: string): OwnSideName[] {
  return names(text).map((name) => {
    if (isOwn(name)) return name;
    throw new RangeError(`Expected names out of ${ownSideNames.join(", ")}, got "${name}".`);
  });
}

/**
 * The peers in a list such as `tfjs-eager,pytorch`.
 * @throws RangeError naming the peers there are, for an unknown one or an empty list.
 */
export function parsePeers(text: string): (typeof peerNames)[number][] {
  return names(text).map((name) => {
    const known = peerNames.find((peer) => peer === name);
    if (known !== undefined) return known;
    throw new RangeError(`Expected names out of ${peerNames.join(", ")}, got "${name}".`);
  });
}

/** The sides that peers stand for: `pytorch` runs in every precision of `own`, the others are sides themselves. */
export function sidesOfPeers(
  peers: readonly (typeof peerNames)[number][],
  own: readonly OwnSideName[],
): PeerSideName[] {
  const precisions = new Set(own.map((name) => sides[name].precision));
  const all = peers.flatMap((peer): PeerSideName[] => {
    return peer === "pytorch" ? [...precisions].map((precision) => `pytorch-${precision}` as const) : [peer];
  });
  return [...new Set(all)];
}

/** Whether a side is one of the peers'. */
export function isPeerSide(name: string): name is PeerSideName {
  return Object.hasOwn(peerSides, name);
}

function isOwn(name: string): name is OwnSideName {
  return Object.hasOwn(ownSides, name);
}

function names(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}

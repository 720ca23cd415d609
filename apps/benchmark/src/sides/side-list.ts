/** The sides that `--sides` and `--against` name. */
import {
  type OwnSideName,
  ownSides,
  type PeerSideName,
  type Precision,
  precisions,
  sides,
  type Task,
} from "../terms/cases.ts";
import { familyOf, isPeerSide, type PeerName, peerNames, peerSideNames } from "../terms/peer-names.ts";

/** Names for `--sides`. */
export const ownSideNames = Object.keys(ownSides).filter((name) => isOwn(name));

/**
 * The sides in a list such as `traced-bfloat16,eager-float32`.
 * @throws RangeError naming the sides there are, for an unknown one or an empty list.
 */
export function parseSides(text: string): OwnSideName[] {
  return parseNames(text, ownSideNames);
}

/**
 * The peers in a list such as `tfjs-eager,pytorch`.
 * @throws RangeError naming the peers there are, for an unknown one or an empty list.
 */
export function parsePeers(text: string): PeerName[] {
  return parseNames(text, peerNames);
}

/**
 * The number formats in a list such as `bfloat16,float32`.
 * @throws RangeError naming the formats there are, for an unknown one or an empty list.
 */
export function parsePrecisions(text: string): Precision[] {
  return parseNames(text, precisions);
}

/**
 * The tasks in a list such as `train,infer`.
 * @throws RangeError naming both, for an unknown one or an empty list.
 */
export function parseTasks(text: string): Task[] {
  return parseNames(text, ["train", "infer"]);
}

/** Our side in each precision as a user runs it: traced. */
export function ownSidesFor(wanted: readonly Precision[]): OwnSideName[] {
  return wanted.map((precision) => `traced-${precision}` as const);
}

/**
 * The sides that peers stand for: `pytorch` runs in every precision of `own`, most others are sides themselves.
 * @throws RangeError for a peer that has no side in any of these.
 */
export function sidesOfPeers(peers: readonly PeerName[], own: readonly OwnSideName[]): PeerSideName[] {
  const used = new Set(own.map((name) => sides[name].precision));
  const all = peers.flatMap((peer): PeerSideName[] => {
    if (isPeerSide(peer)) return [peer];
    const found = [...used].map((precision) => `${peer}-${precision}`).filter(isPeerSide);
    if (found.length > 0) return found;
    const known = peerSideNames.filter((name) => familyOf(name) === peer);
    throw new RangeError(
      `${peer} does not compute in ${[...used].join(", ")}. Name a side of it: ${known.join(", ")}.`,
    );
  });
  return [...new Set(all)];
}

function isOwn(name: string): name is OwnSideName {
  return Object.hasOwn(ownSides, name);
}

/**
 * The names in a list with commas, each once.
 * @throws RangeError naming those that are known, for an unknown one or an empty list.
 */
export function parseNames<Name extends string>(text: string, known: readonly Name[]): Name[] {
  const names = text.split(",").map((name) => name.trim());
  const found = names.map((wanted) => {
    const name = known.find((candidate) => candidate === wanted);
    if (name !== undefined) return name;
    throw new RangeError(`Expected names out of ${known.join(", ")}, got "${wanted}".`);
  });
  return [...new Set(found)];
}

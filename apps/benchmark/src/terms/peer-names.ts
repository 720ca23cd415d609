/** The names that peers go by. */
import { type PeerSideName, peerSides, type SidePrecision, sidePrecisions } from "./cases.ts";

type StemOf<Name> = Name extends `${infer Stem}-${SidePrecision}` ? Stem : never;

/** A name for the sides of a peer that has one in several number formats, such as "pytorch". */
export type PeerFamily = StemOf<PeerSideName>;

/** What `--against` takes: a side of a peer, or a name for its sides in every number format. */
export type PeerName = PeerSideName | PeerFamily;

/** Every peer's side. */
export const peerSideNames: readonly PeerSideName[] = Object.keys(peerSides).filter(isPeerSide);

/** Names for `--against`: the peers' sides, and before the first of a family the name of the family. */
export const peerNames: readonly PeerName[] = [
  ...new Set(peerSideNames.flatMap((side): PeerName[] => [familyOf(side) ?? side, side])),
];

/** Whether a name is that of a peer's side. */
export function isPeerSide(name: string): name is PeerSideName {
  return Object.hasOwn(peerSides, name);
}

/** Whether a name stands for a peer's sides in several number formats. */
export function isFamily(name: string): name is PeerFamily {
  return !isPeerSide(name) && sidePrecisions.some((precision) => isPeerSide(`${name}-${precision}`));
}

/** The family that a side belongs to: "pytorch" of "pytorch-bfloat16", undefined of "tfjs-eager". */
export function familyOf(side: PeerSideName): PeerFamily | undefined {
  const stem = sidePrecisions.flatMap((precision) =>
    side.endsWith(`-${precision}`) ? [side.slice(0, -precision.length - 1)] : [],
  );
  return stem.find(isFamily);
}

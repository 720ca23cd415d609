/** Options for the sides of a run, and the sides that they and this machine give. */
import { type Command, Option } from "commander";
import { findPeers } from "../peers/peer-runners.ts";
import { splitByPresence } from "../peers/peers.ts";
import { ownSideNames, parsePeers, parseSides, sidesOfPeers } from "../sides/side-list.ts";
import type { AbsentPeer } from "../terms/absent-peer.ts";
import type { OwnSideName, SideName, Task } from "../terms/cases.ts";
import { type PeerName, peerNames } from "../terms/peer-names.ts";
import { checked } from "./common-flags.ts";

export interface SideFlags {
  readonly sides?: OwnSideName[];
  readonly against: PeerName[];
}

/** Adds --sides, whose default is told in `defaultSides`, and --against. */
export function addSideOptions(command: Command, defaultSides: string): Command {
  const own = `our sides, out of ${ownSideNames.join(", ")} (default: ${defaultSides})`;
  const peers = new Option("--against <peers>", `peers, out of ${peerNames.join(", ")}; ratios are against them`);
  return (
    command
      // A side's name says its number format.
      .addOption(new Option("--sides <names>", own).argParser(checked(parseSides)).conflicts("precision"))
      .addOption(peers.argParser(checked(parsePeers)).default([], "none"))
  );
}

/** The sides of a run. */
export interface ChosenSides {
  /** Ours, then the peers' that are there. */
  readonly sides: readonly SideName[];
  /** What ratios are against: the peers that are there, else the last side. */
  readonly baselines: readonly SideName[];
  readonly absent: readonly AbsentPeer[];
  /** The Python of the peers that run in it; undefined where none of them is there. */
  readonly python: string | undefined;
}

/** Joins our sides with the peers' that this machine has for the task. */
export async function chooseSides(
  own: readonly OwnSideName[],
  against: readonly PeerName[],
  task: Task,
): Promise<ChosenSides> {
  const { present, absent, python } = splitByPresence(sidesOfPeers(against, own), task, await findPeers());
  const sides = [...own, ...present];
  const baselines = present.length > 0 ? present : sides.slice(-1);
  return { sides, baselines, absent, python };
}

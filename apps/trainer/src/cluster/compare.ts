/** Compares what the processes of a training were started with, before they train. */
import { isDeepStrictEqual } from "node:util";
import { ClusterError } from "@tresnet/engine";
import { gatherValues, type Team } from "./team.ts";

/** The most characters of a value that a message shows. */
const mostShown = 120;

/**
 * Checks that all processes have the same of everything in `own`, whose names the error gives; `what` says what it is.
 * @throws ClusterError, in all processes alike, that names what differs and between whom.
 */
export async function requireSame(team: Team, what: string, own: Readonly<Record<string, unknown>>): Promise<void> {
  const all = await gatherValues(team, plain(own));
  const [first = {}] = all;
  for (const [task, other] of all.entries()) {
    const names = [...new Set([...Object.keys(first), ...Object.keys(other)])];
    const differing = names.filter((name) => !isDeepStrictEqual(first[name], other[name]));
    if (differing.length === 0) continue;
    const faults = differing.map((name) => `${name} is ${shown(first[name])} and ${shown(other[name])}`);
    throw new ClusterError(
      `cluster: expected all processes to have the same ${what}, but for ${nameOf(team, 0)} and ${nameOf(team, task)} ${faults.join("; ")}. Start all with the same command, version and data.`,
      "mismatch",
    );
  }
}

/** How messages call a process. */
export function nameOf({ cluster }: Pick<Team, "cluster">, task: number): string {
  return `task ${task} (${cluster?.peers[task] ?? "alone"})`;
}

/** What is left of values in JSON, as the other processes hear of them. */
function plain(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(values));
}

function shown(value: unknown): string {
  const text = value === undefined ? "not given" : typeof value === "string" ? value : JSON.stringify(value);
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}

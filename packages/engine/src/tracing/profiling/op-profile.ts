/** Holds the profile that is being made in this thread, if any, and what it has gathered. */
import type { EagerBinding } from "../../native/eager-binding.ts";
import { type MeasuredCall, MeasuredFunction } from "./measured-function.ts";
import type { MeasurableGraph } from "./session-graph.ts";
import type { OpTime } from "./step-stats.ts";

/** One call of a traced function as `profileOps` measured it. */
export interface ProfiledCall {
  /** The traced function's name. */
  readonly name: string;
  /** How long the call took from start to end, in milliseconds. */
  readonly wallMs: number;
  /** The ops that ran, in the order of their start. */
  readonly ops: readonly OpTime[];
}

/** Measures calls, each function in a session of its own. */
export class OpProfile {
  readonly calls: ProfiledCall[] = [];
  readonly #eager: EagerBinding;
  readonly #interOpThreads: number;
  readonly #functions = new Map<MeasurableGraph, MeasuredFunction>();

  constructor(eager: EagerBinding, interOpThreads: number) {
    this.#eager = eager;
    this.#interOpThreads = interOpThreads;
  }

  /** Calls the function `name` of this graph, and adds the call to `calls`. */
  async call(name: string, graph: MeasurableGraph, call: MeasuredCall): Promise<void> {
    let measured = this.#functions.get(graph);
    if (measured === undefined) {
      measured = new MeasuredFunction(this.#eager, graph, this.#interOpThreads);
      this.#functions.set(graph, measured);
    }
    this.calls.push({ name, ...(await measured.call(call)) });
  }

  /** Ends the sessions. */
  dispose(): void {
    for (const measured of this.#functions.values()) measured.dispose();
    this.#functions.clear();
  }
}

let current: OpProfile | undefined;

/** Returns the profile that calls belong to; undefined when none is being made. */
export function currentProfile(): OpProfile | undefined {
  return current;
}

/**
 * Makes `profile` the one that calls belong to, until the returned function is called.
 * @throws Error when another profile is being made.
 */
export function setProfile(profile: OpProfile): () => void {
  if (current !== undefined) throw new Error("profileOps: another profile is being made. Await it first.");
  current = profile;
  return () => {
    current = undefined;
  };
}

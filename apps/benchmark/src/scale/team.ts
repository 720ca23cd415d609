/** Processes that are measured together, each on a core of its own: in one cluster, or each for itself. */
import { loopbackAddresses } from "@tresnet/engine";
import type { TurnTaker } from "../contest/competitor.ts";
import { pinned } from "../processes/program.ts";
import { ChildSide } from "../sides/child-side.ts";
import { sideProgram } from "../sides/side-program.ts";
import { startRequest } from "../sides/start-request.ts";
import type { CaseFiles } from "../terms/case-files.ts";
import type { BenchmarkCase, Precision, SideName } from "../terms/cases.ts";
import type { Finished, Reduced, Started, Stepped } from "../terms/messages.ts";
import type { Cable } from "./cable.ts";

/** What the processes of a team are. */
export interface TeamOptions {
  /** What errors call it. */
  readonly name: string;
  readonly side: SideName;
  /** The core of each process; as many processes as cores. */
  readonly cores: readonly number[];
  /** The number format in which gradients travel; undefined where every process trains for itself. */
  readonly gradientFormat: Precision | undefined;
  /** What joins two processes, where it is not the machine itself. */
  readonly cable?: Cable | undefined;
  /** The Python of PyTorch's sides. */
  readonly python: string | undefined;
}

/** The batch of every process of a team, and its files. */
export interface TeamCase {
  readonly case: BenchmarkCase;
  readonly files: CaseFiles;
}

/** The processes of a team, as messages. */
export class Team {
  readonly options: TeamOptions;
  readonly #children: readonly ChildSide[];
  #started: Promise<Started> | undefined;
  #finished: Promise<Finished> | undefined;

  constructor(options: TeamOptions) {
    const { name, side, cores, cable, python } = options;
    this.options = options;
    this.#children = cores.map((core, index) => {
      const program = pinned(sideProgram(side, python), String(core));
      const child = new ChildSide(`${name}, process ${index}`, cable?.inside(index, program) ?? program);
      return child;
    });
  }

  /**
   * Builds the model in every process, joins them where they train together, and gives what the first computed; a
   * second call gives the same.
   */
  start(shared: TeamCase): Promise<Started> {
    this.#started ??= this.#start(shared);
    return this.#started;
  }

  async #start(shared: TeamCase): Promise<Started> {
    const { side, gradientFormat, cores, cable } = this.options;
    const peers = cable?.addresses.map((address) => `${address}:2222`) ?? (await loopbackAddresses(cores.length));
    const started = await Promise.all(
      this.#children.map((child, task) => {
        const request = startRequest({ side, ...shared, threads: 1, check: true });
        return child.start(
          gradientFormat === undefined ? request : { ...request, cluster: { peers, task, gradientFormat } },
        );
      }),
    );
    const [first] = started;
    if (first === undefined) throw new Error(`${this.options.name}: expected at least one process.`);
    return first;
  }

  /**
   * Has the first `members` processes take steps at the same time; each step's time is that of all their images, and
   * the processor time the mean of theirs.
   */
  async steps(count: number, members = this.#children.length): Promise<Stepped> {
    const all = await Promise.all(this.#children.slice(0, members).map((child) => child.steps(count)));
    const durationsMs = Array.from({ length: count }, (_, step) =>
      togetherMs(all.map((own) => own.durationsMs[step] ?? 0)),
    );
    const [{ losses, tracingMs, nativeCalls } = { losses: [], tracingMs: 0, nativeCalls: null }] = all;
    const processorMs = all.reduce((sum, own) => sum + own.processorMs, 0) / members;
    return { kind: "stepped", durationsMs, losses, tracingMs, processorMs, nativeCalls };
  }

  /** Adds up so many numbers over all processes, `count` times; gives the first one's times. */
  async reduce(elements: number, count: number): Promise<Reduced> {
    const [first] = await Promise.all(this.#children.map((child) => child.reduce(elements, count)));
    return first ?? { kind: "reduced", durationsMs: [], processorMs: 0 };
  }

  /** Ends the processes and gives the most memory that one of them held; a second call gives the same. */
  finish(): Promise<Finished> {
    this.#finished ??= Promise.all(this.#children.map((child) => child.finish())).then((all) => ({
      kind: "finished",
      peakMemoryBytes: Math.max(...all.map(({ peakMemoryBytes }) => peakMemoryBytes)),
    }));
    return this.#finished;
  }

  /** Ends the processes at once. */
  kill(): void {
    for (const child of this.#children) child.kill();
  }
}

/** Turns of a team, and the processor time that they took. */
export interface TeamTurns extends TurnTaker {
  /** Milliseconds of one process for a step, one value a turn. */
  readonly processorMs: readonly number[];
}

/** Turns of a team's first `members`, with the cable between them held to so many megabits a second. */
export function turnsOf(team: Team, name: string, { members, megabits }: TurnOptions): TeamTurns {
  const processorMs: number[] = [];
  return {
    name,
    processorMs,
    async steps(count) {
      team.options.cable?.limit(megabits);
      const stepped = await team.steps(count, members);
      processorMs.push(stepped.processorMs / count);
      return stepped;
    },
    finish: () => team.finish(),
  };
}

interface TurnOptions {
  readonly members: number;
  readonly megabits: number | undefined;
}

/** The time in which all together do as many steps as there are of them: each goes on at its own pace. */
export function togetherMs(durationsMs: readonly number[]): number {
  return durationsMs.length / durationsMs.reduce((speed, ms) => speed + 1 / ms, 0);
}

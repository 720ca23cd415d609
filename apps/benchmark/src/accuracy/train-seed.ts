/** One seed: every side trains from it, in turns epoch by epoch, each in a process of its own. */
import { countRound, type ProcessorTime } from "../processes/load-meter.ts";
import { nodeProgram, type Program, pinned, pythonProgram } from "../processes/program.ts";
import type { ProgressLog } from "./accuracy-progress.ts";
import type { AccuracyConditions, SeedRun, SideRun } from "./results/accuracy-result.ts";
import { type AccuracyStarted, startRequest } from "./sides/accuracy-messages.ts";
import { type AccuracySideName, accuracySides } from "./sides/accuracy-sides.ts";
import { AccuracyTeam } from "./sides/accuracy-team.ts";
import { checkSameTask } from "./sides/check-same-task.ts";
import { turnOrder } from "./sides/turn-order.ts";

export interface SeedOptions {
  readonly conditions: AccuracyConditions;
  /** The folder or the archive of CIFAR-10's binary files. */
  readonly location: string;
  /** The Python of PyTorch's sides. */
  readonly python: string | undefined;
  readonly progress: ProgressLog;
  readonly signal?: AbortSignal | undefined;
}

interface Trainee {
  readonly side: AccuracySideName;
  readonly child: AccuracyTeam;
  readonly started: AccuracyStarted;
  readonly epochs: SideRun["epochs"];
}

/**
 * Trains all sides from one seed.
 * @throws Error when a side's process fails, or sides have other weights or images; the signal's reason when it is
 * aborted. All processes are ended then.
 */
export async function trainSeed(seed: number, options: SeedOptions): Promise<SeedRun> {
  const { conditions, python, progress, signal } = options;
  const { sides, cores, settings } = conditions;
  signal?.throwIfAborted();
  const programs = sides.map((side) => ({ side, program: pinned(programOf(side, python), cores ?? undefined) }));
  const children = programs.map(({ side, program }) => ({
    side,
    child: new AccuracyTeam(side, program, accuracySides[side].processes),
  }));
  const kill = () => {
    for (const { child } of children) child.kill();
  };
  signal?.addEventListener("abort", kill);
  try {
    progress.seed(seed);
    const trainees: Trainee[] = [];
    for (const { side, child } of children) trainees.push(await start(side, child, seed, options));
    checkSameTask(trainees, conditions.data.sha256);
    const load: ProcessorTime[] = [];
    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      await countRound(load, cores ?? undefined, async () => {
        for (const trainee of turnOrder(trainees, epoch)) await trainEpoch(trainee, seed, progress);
      });
    }
    await Promise.all(trainees.map(({ child }) => child.finish()));
    return { seed, runs: trainees.map(runOf), load };
  } catch (error) {
    // A process that was killed for it is not what went wrong.
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", kill);
    kill();
  }
}

async function start(
  side: AccuracySideName,
  child: AccuracyTeam,
  seed: number,
  { conditions: { settings, data }, location }: SeedOptions,
): Promise<Trainee> {
  const { trainImages } = data;
  const started = await child.start(startRequest({ side, seed, settings, data: location, trainImages }));
  return { side, child, started, epochs: [] };
}

async function trainEpoch({ side, child, epochs }: Trainee, seed: number, progress: ProgressLog): Promise<void> {
  const place = { side, seed, epoch: epochs.length + 1 };
  const begun = performance.now();
  const { kind: _, ...result } = await child.epoch((steps) => progress.step(place, steps));
  epochs.push(result);
  progress.epoch(place, result, (performance.now() - begun) / 1000);
}

function runOf({ side, started: { parameters, versions }, epochs }: Trainee): SideRun {
  return { side, parameters, versions, epochs };
}

function programOf(side: AccuracySideName, python: string | undefined): Program {
  if (accuracySides[side].runner === "tresnet") return nodeProgram("accuracy/accuracy-process");
  return pythonProgram("accuracy_side.py", { side, python, needs: "PyTorch" });
}

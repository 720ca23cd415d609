/** Measures sides against each other: each in its own process, all ready before the first round, then in turns A B C A B C. */
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os, { tmpdir } from "node:os";
import path from "node:path";
import { type CaseFiles, writeCaseFiles } from "./case-files.ts";
import { type Precision, type SideName, sides, type TrainCase } from "./cases.ts";
import { ChildSide } from "./child-side.ts";
import { checkSameOutputs } from "./compare-outputs.ts";
import { countCores } from "./core-list.ts";
import { describeMachine, type Machine } from "./machine.ts";
import type { Started, StartRequest } from "./messages.ts";
import { recipe } from "./recipe.ts";
import { pinned, sideProgram } from "./side-program.ts";
import { type Spread, spread } from "./statistics.ts";
import { variantOf } from "./variant-of.ts";

export interface MeasureOptions {
  readonly case: TrainCase;
  readonly sides: readonly SideName[];
  /** The sides that ratios are against. @default the last of `sides` */
  readonly baselines?: readonly SideName[];
  /** Turns of every side. */
  readonly rounds: number;
  /** Steps in a turn; the turn's time is their mean. */
  readonly stepsPerTurn: number;
  /** Steps before the first round, not measured. */
  readonly warmUpSteps: number;
  /** The cores of every side, such as "0,1"; Linux only. @default those of this process */
  readonly cores?: string;
  /** The Python of PyTorch's sides. */
  readonly python?: string;
  /** Peers that were asked for and are not there: named in the result. */
  readonly absent?: readonly AbsentPeer[];
  readonly onProgress?: (line: string) => void;
}

/** A peer that can't run on this machine, which is not the same as a slow one. */
export interface AbsentPeer {
  readonly peer: string;
  /** Why, and what to do. */
  readonly reason: string;
}

export interface SideResult {
  readonly side: SideName;
  readonly precision: Precision;
  /** Of what the side runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly imagesPerSecond: Spread;
  readonly stepMs: Spread;
  /** This side's speed over each baseline's, round by round. */
  readonly speedups: Readonly<Record<string, Spread>>;
  readonly peakMemoryBytes: number;
  /** Of the first step: the logits' SHA-256 as float32, the loss, the gradients' norm. */
  readonly outputs: { readonly logitsSha256: string; readonly loss: number; readonly gradientNorm: number };
  /** Loss of the last step. */
  readonly lastLoss: number;
  /** Milliseconds a step, one value a round. */
  readonly roundsMs: readonly number[];
}

export interface Measurement {
  readonly case: TrainCase;
  readonly baselines: readonly SideName[];
  readonly rounds: number;
  readonly stepsPerTurn: number;
  readonly warmUpSteps: number;
  /** Of every side. */
  readonly threads: number;
  /** Null where sides were not pinned by us. */
  readonly cores: string | null;
  readonly parameters: number;
  readonly machine: Machine;
  readonly results: readonly SideResult[];
  readonly absent: readonly AbsentPeer[];
}

interface Turns {
  readonly child: ChildSide<SideName>;
  readonly started: Started;
  readonly roundsMs: number[];
  readonly losses: number[];
}

/**
 * Runs the measurement.
 * @throws Error when a side's process fails, or sides compute different things; all of them are ended then.
 */
export async function measure({ onProgress = () => {}, ...options }: MeasureOptions): Promise<Measurement> {
  const threads = options.cores === undefined ? os.availableParallelism() : countCores(options.cores);
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-bench-"));
  const children = options.sides.map(
    (name) => new ChildSide(name, pinned(sideProgram(name, options.python), options.cores)),
  );
  try {
    const files = await writeCaseFiles(folder, options.case);
    const all: Turns[] = [];
    for (const child of children) {
      onProgress(`${child.name}: warming up`);
      all.push(await warmUp(child, startRequest(child.name, options.case, files, threads), options.warmUpSteps));
    }
    checkSameOutputs(
      all.map(({ child: { name }, started: { outputs } }) => ({
        side: name,
        precision: sides[name].precision,
        outputs,
      })),
    );
    await takeTurns(all, options, onProgress);
    const baselines = options.baselines ?? options.sides.slice(-1);
    const results = [];
    for (const turns of all) results.push(await summarize(turns, all, baselines, options.case.batchSize));
    const { rounds, stepsPerTurn, warmUpSteps, cores = null, absent = [] } = options;
    const parameters = all[0]?.started.parameters ?? 0;
    const machine = describeMachine();
    return {
      ...{ case: options.case, baselines, rounds, stepsPerTurn, warmUpSteps, threads, cores },
      ...{ parameters, machine, results, absent },
    };
  } finally {
    for (const child of children) child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

function startRequest(side: SideName, options: TrainCase, files: CaseFiles, threads: number): StartRequest {
  const { precision } = sides[side];
  const variant = variantOf(options.model);
  return { kind: "start", side, precision, case: options, variant, recipe, files, threads };
}

async function warmUp(child: ChildSide<SideName>, request: StartRequest, steps: number): Promise<Turns> {
  const started = await child.start(request);
  await child.steps(steps);
  return { child, started, roundsMs: [], losses: [] };
}

async function takeTurns(
  all: readonly Turns[],
  { rounds, stepsPerTurn }: Pick<MeasureOptions, "rounds" | "stepsPerTurn">,
  onProgress: (line: string) => void,
): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    for (const { child, roundsMs, losses } of all) {
      const turn = await child.steps(stepsPerTurn);
      const stepMs = turn.durationsMs.reduce((sum, duration) => sum + duration, 0) / stepsPerTurn;
      roundsMs.push(stepMs);
      losses.push(...turn.losses);
      onProgress(`round ${round}/${rounds} ${child.name}: ${stepMs.toFixed(0)} ms a step`);
    }
  }
}

async function summarize(
  { child, started, roundsMs, losses }: Turns,
  all: readonly Turns[],
  baselines: readonly SideName[],
  batchSize: number,
): Promise<SideResult> {
  const { peakMemoryBytes } = await child.finish();
  const { logits, loss, gradientNorm } = started.outputs;
  const speedups = baselines.map((name): [string, Spread] => {
    const theirs = all.find((turns) => turns.child.name === name)?.roundsMs ?? [];
    return [name, spread(roundsMs.map((ms, round) => (theirs[round] ?? Number.NaN) / ms))];
  });
  return {
    side: child.name,
    precision: sides[child.name].precision,
    versions: started.versions,
    imagesPerSecond: spread(roundsMs.map((ms) => (1000 * batchSize) / ms)),
    stepMs: spread(roundsMs),
    speedups: Object.fromEntries(speedups),
    peakMemoryBytes,
    outputs: {
      logitsSha256: createHash("sha256").update(Float32Array.from(logits)).digest("hex"),
      loss,
      gradientNorm,
    },
    lastLoss: losses.at(-1) ?? Number.NaN,
    roundsMs,
  };
}

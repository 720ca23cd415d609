/**
 * Measures image pipelines against each other: for each count of workers every side in its own process, in turns A B C
 * A B C.
 */
import { type Judgement, judge } from "../processes/disturbance.ts";
import { removeFolder, temporaryFolder } from "../processes/leftovers.ts";
import { countRound, type ProcessorTime } from "../processes/load-meter.ts";
import { nodeProgram, type Program, pinned, pythonProgram } from "../processes/program.ts";
import type { AbsentPeer } from "../terms/absent-peer.ts";
import { describeMachine, type Machine } from "../terms/machine.ts";
import { type Spread, spread } from "../text/statistics.ts";
import { DataChild } from "./data-child.ts";
import type { BatchCheck, DataSideName, DataStarted } from "./data-messages.ts";
import { checkSameBatches } from "./same-batches.ts";
import { writePhotos } from "./write-photos.ts";

export interface DataCase {
  /** Different photos. */
  readonly photos: number;
  /** Images in a turn; the photos come again and again. */
  readonly imagesPerTurn: number;
  readonly batchSize: number;
  /** Side of the square images in a batch, in pixels. */
  readonly imageSize: number;
  readonly seed: number;
}

export interface MeasureDataOptions {
  readonly case: DataCase;
  readonly sides: readonly DataSideName[];
  /** Counts of workers, measured one after another. */
  readonly workers: readonly number[];
  readonly rounds: number;
  /** Turns of every side before the first round, not measured. */
  readonly warmUpTurns: number;
  /** The cores to pin to, in order: N workers get the first N. Linux only. @default none are pinned */
  readonly cores?: readonly number[];
  /** The Python of torchvision's sides. */
  readonly python?: string;
  readonly absent?: readonly AbsentPeer[];
  readonly onProgress?: (line: string) => void;
}

export interface DataResult {
  readonly side: DataSideName;
  readonly workers: number;
  /** What this side was pinned to, or null. */
  readonly cores: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly imagesPerSecond: Spread;
  /** Our speed over this side's, round by round; null for our own. */
  readonly oursTimes: Spread | null;
  readonly check: BatchCheck;
  readonly rounds: readonly number[];
}

export interface DataMeasurement extends Judgement {
  readonly case: DataCase;
  readonly meanFileBytes: number;
  readonly rounds: number;
  readonly warmUpTurns: number;
  readonly machine: Machine;
  readonly results: readonly DataResult[];
  readonly absent: readonly AbsentPeer[];
}

/** ImageNet's, as users of both sides normalize. */
const normalization = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/**
 * Runs the measurement.
 * @throws Error when a side's process fails or delivers something else than the others; all of them are ended then.
 */
export async function measureData({ onProgress = () => {}, ...options }: MeasureDataOptions): Promise<DataMeasurement> {
  const folder = await temporaryFolder();
  try {
    onProgress(`writing ${options.case.photos} photos`);
    const { paths, meanBytes } = await writePhotos(folder, options.case.photos, options.case.seed);
    const results: DataResult[] = [];
    const load: ProcessorTime[] = [];
    const disturbed: string[] = [];
    for (const workers of options.workers) {
      const measured = await measureWorkers(workers, paths, options, onProgress);
      results.push(...measured.results);
      load.push(...measured.load);
      const timed = measured.results.map(({ side, rounds }) => ({
        name: `${side}, workers ${workers}`,
        roundsMs: rounds.map((imagesPerSecond) => 1000 / imagesPerSecond),
      }));
      disturbed.push(...judge({ rounds: measured.load, sides: timed }).disturbed);
    }
    const { rounds, warmUpTurns, absent = [] } = options;
    const machine = describeMachine();
    return {
      case: options.case,
      meanFileBytes: meanBytes,
      rounds,
      warmUpTurns,
      machine,
      ...judge({ rounds: load, sides: [] }),
      disturbed: [...new Set(disturbed)],
      results,
      absent,
    };
  } finally {
    await removeFolder(folder);
  }
}

async function measureWorkers(
  workers: number,
  photos: readonly string[],
  options: Omit<MeasureDataOptions, "onProgress">,
  onProgress: (line: string) => void,
): Promise<{ results: DataResult[]; load: ProcessorTime[] }> {
  const { batchSize, imageSize, imagesPerTurn } = options.case;
  const cores = options.cores?.slice(0, workers).join(",");
  const children = options.sides.map((side) => ({
    side,
    child: new DataChild(side, pinned(program(side, options.python), cores)),
    speeds: [] as number[],
  }));
  try {
    const paths = Array.from({ length: imagesPerTurn }, (_, index) => photos[index % photos.length] ?? "");
    const all: ((typeof children)[number] & { readonly started: DataStarted })[] = [];
    for (const each of children) {
      onProgress(`${each.side}, workers ${workers}: warming up`);
      const request = { kind: "start", side: each.side, paths, workers, batchSize, size: imageSize } as const;
      const started = await each.child.start({ ...request, ...normalization });
      for (let turn = 0; turn < options.warmUpTurns; turn++) await each.child.turn();
      all.push({ ...each, started });
    }
    checkSameBatches(all.map(({ side, started: { check } }) => ({ side, check })));
    const load: ProcessorTime[] = [];
    for (let round = 1; round <= options.rounds; round++) {
      await countRound(load, cores, async () => {
        for (const { side, child, speeds } of all) {
          const { images, durationMs } = await child.turn();
          const speed = (1000 * images) / durationMs;
          speeds.push(speed);
          onProgress(`round ${round}/${options.rounds} ${side}, workers ${workers}: ${speed.toFixed(0)} images/s`);
        }
      });
    }
    await Promise.all(all.map(({ child }) => child.finish()));
    const ours = all.find(({ side }) => side === "tresnet")?.speeds;
    const results = all.map(({ side, speeds, started: { versions, check } }) => ({
      side,
      workers,
      cores: cores ?? null,
      versions,
      check,
      rounds: speeds,
      imagesPerSecond: spread(speeds),
      oursTimes: side === "tresnet" || !ours ? null : spread(ours.map((speed, round) => speed / (speeds[round] ?? 0))),
    }));
    return { results, load };
  } finally {
    for (const { child } of children) child.kill();
  }
}

function program(side: DataSideName, python: string | undefined): Program {
  if (side === "tresnet") return nodeProgram("data/data-process");
  return pythonProgram("data_side.py", { side, python, needs: "torchvision" });
}

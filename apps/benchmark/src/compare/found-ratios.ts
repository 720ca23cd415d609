/** What of a result file is compared: its ratios, each with the conditions that it depends on. */
import { peerSides } from "../terms/cases.ts";
import type { Spread } from "../text/statistics.ts";
import type { ParsedFile } from "./result-schema.ts";

/** One ratio of a file; more is better. */
export interface FoundRatio {
  /** "traced-bfloat16 over pytorch-bfloat16" */
  readonly name: string;
  /** "train tresnet_m" */
  readonly work: string;
  /** 0 where the work has none. */
  readonly batchSize: number;
  /** What else must be the same for two ratios to be the same one, if either file has several. */
  readonly sizes: string;
  readonly spread: Spread;
  /** What a ratio depends on besides the code: "Node" → "20.19.0". */
  readonly conditions: ReadonlyMap<string, string>;
}

/** Every ratio of the file, and in words what disturbed its runs. */
export function foundRatios(file: ParsedFile): { ratios: FoundRatio[]; disturbed: string[] } {
  const ratios = ratiosOf(file);
  const runs = file.command === "data" ? [file.measurement] : file.command === "memory" ? [] : file.measurements;
  return { ratios, disturbed: runs.flatMap(({ disturbed }) => disturbed) };
}

function ratiosOf(file: ParsedFile): FoundRatio[] {
  switch (file.command) {
    case "memory":
      return file.measurements.flatMap(memoryRatios);
    case "startup":
      return file.measurements.flatMap(startupRatios);
    case "data":
      return dataRatios(file.measurement);
    case "table":
      return [...file.measurements.flatMap(contestRatios), ...tableBatchRatios(file)];
    case "ablation":
      return [...file.measurements.flatMap(contestRatios), ...ablationMemoryRatios(file)];
    default:
      return file.measurements.flatMap(contestRatios);
  }
}

type FileOf<Command extends ParsedFile["command"]> = Extract<ParsedFile, { command: Command }>;
type Contest = FileOf<"table">["measurements"][number];
type Memory = FileOf<"memory">["measurements"][number];
type Startup = FileOf<"startup">["measurements"][number];
type Data = FileOf<"data">["measurement"];

function contestRatios(contest: Contest): FoundRatio[] {
  return contest.results.flatMap((result) => {
    const { name, case: measured, precision, versions, speedups } = result;
    const { task, model, imageSize, batchSize } = measured;
    return Object.entries(speedups)
      .filter(([baseline]) => baseline !== name)
      .map(([baseline, spread]) => ({
        name: `${name} over ${baseline}`,
        work: `${task} ${model}`,
        batchSize,
        spread,
        sizes: `${imageSize} ${batchSize} ${precision}`,
        conditions: new Map([
          ...runConditions(contest),
          ...caseConditions(measured, ` of ${name}`),
          [`number format of ${name}`, precision],
          ...versionsOf({ ...contest.results.find((other) => other.name === baseline)?.versions, ...versions }),
        ]),
      }));
  });
}

/** How many times the largest training batch of the first model the others have room for. */
function tableBatchRatios({ measurements: [train], largestBatches }: FileOf<"table">): FoundRatio[] {
  const [reference] = train?.results ?? [];
  if (train === undefined || reference === undefined || largestBatches === null) return [];
  const { budget, batches } = largestBatches;
  const theirs = batches[reference.name] ?? 0;
  return train.results.flatMap(({ name, case: { task, model, imageSize, classes }, precision, versions }) => {
    const ours = batches[name];
    if (name === reference.name || ours === undefined || theirs === 0) return [];
    return [
      {
        name: `${name} over ${reference.name}`,
        work: `largest batch in ${budget} bytes, ${task} ${model}`,
        batchSize: 0,
        sizes: `${imageSize} ${precision}`,
        spread: single(ours / theirs),
        conditions: modelConditions(train, { case: { imageSize, classes }, precision, versions }),
      },
    ];
  });
}

/** How many times less memory than the net a change needs in training. */
function ablationMemoryRatios({ measurements, rows: [net, ...changes] }: FileOf<"ablation">): FoundRatio[] {
  const whole = net?.peakMemoryBytes ?? null;
  return changes.flatMap(({ name, peakMemoryBytes }) => {
    const contest = measurements.find(({ results }) => results.some((result) => result.name === name));
    const result = contest?.results.find((one) => one.name === name);
    if (net === undefined || whole === null || contest === undefined || result === undefined) return [];
    const { precision } = result;
    const { model, imageSize, batchSize } = result.case;
    return [
      {
        name: `${name} over ${net.name}`,
        work: `room in memory, train ${model}`,
        batchSize,
        sizes: `${imageSize} ${batchSize} ${precision}`,
        // Out of memory is the most that one can need: no room at all.
        spread: single(peakMemoryBytes === null ? 0 : whole / peakMemoryBytes),
        conditions: modelConditions(contest, result),
      },
    ];
  });
}

/**
 * How many times the memory of the others a side needs, upside down; and how many times their batch it has room for.
 */
function memoryRatios(memory: Memory): FoundRatio[] {
  const { batchSizes, budget, results, case: measured } = memory;
  const { task, model, imageSize } = measured;
  const of = (
    values: { what: string; batchSize: number; ours: number | null; theirs: number | null },
    sides: readonly [Memory["results"][number], Memory["results"][number]],
  ) => {
    const { what, batchSize, ours, theirs } = values;
    if (theirs === null || theirs === 0) return [];
    const [one, other] = sides;
    const name = `${one.side} over ${other.side}`;
    const versions = versionsOf({ ...other.versions, ...one.versions });
    const conditions = new Map([...runConditions(memory), ...caseConditions(measured), ...versions]);
    const found = { name, work: `${what}, ${task} ${model}`, batchSize, sizes: `${imageSize} ${batchSize}` };
    return [{ ...found, spread: single((ours ?? 0) / theirs), conditions }];
  };
  return pairsOf(results).flatMap((pair) => {
    const [ours, theirs] = pair;
    const largest = { ours: ours.largestBatch, theirs: theirs.largestBatch };
    return [
      ...batchSizes.flatMap((batchSize, i) => {
        const [own = null, other = null] = [ours.peakBytes[i], theirs.peakBytes[i]];
        if (other === null) return []; // the peer has no room for it: nothing to compare with
        // Out of memory is the most that one can need: no room at all.
        return of({ what: "room in memory", batchSize, ours: own === null ? 0 : other, theirs: own ?? other }, pair);
      }),
      ...of({ what: `largest batch in ${budget} bytes`, batchSize: 0, ...largest }, pair),
    ];
  });
}

function startupRatios(startup: Startup): FoundRatio[] {
  const { task, model, imageSize, batchSize } = startup.case;
  return pairsOf(startup.results).map(([ours, theirs]) => {
    const [{ total }, { total: other }] = [ours.partsMs, theirs.partsMs];
    return {
      name: `${ours.side} over ${theirs.side}`,
      work: `start to first step, ${task} ${model}`,
      batchSize,
      sizes: `${imageSize} ${batchSize}`,
      spread: {
        lower: other.lower / total.upper,
        median: other.median / total.median,
        upper: other.upper / total.lower,
      },
      conditions: new Map([
        ...runConditions(startup),
        ...caseConditions(startup.case),
        ...versionsOf({ ...theirs.versions, ...ours.versions }),
      ]),
    };
  });
}

function dataRatios({ machine, case: { imageSize, batchSize }, results }: Data): FoundRatio[] {
  const ours = results.filter(({ oursTimes }) => oursTimes === null);
  return results.flatMap(({ side, workers, cores, versions, oursTimes }) => {
    const own = ours.find((one) => one.workers === workers);
    if (oursTimes === null || own === undefined) return [];
    return [
      {
        name: `${own.side} over ${side}`,
        work: `images, ${workers} workers`,
        batchSize,
        spread: oursTimes,
        sizes: `${imageSize} ${batchSize}`,
        conditions: new Map([
          ...machineConditions(machine),
          ["list of cores", cores ?? "any"],
          ...caseConditions({ imageSize, batchSize }),
          ...versionsOf({ ...versions, ...own.versions }),
        ]),
      },
    ];
  });
}

/** Each side of ours with each peer; without peers each side with the last. */
function pairsOf<Result extends { readonly side: string }>(results: readonly Result[]): [Result, Result][] {
  const peers = results.filter(({ side }) => Object.hasOwn(peerSides, side));
  const baselines = peers.length > 0 ? peers : results.slice(-1);
  return results
    .filter((one) => !baselines.includes(one))
    .flatMap((one) => baselines.map((baseline): [Result, Result] => [one, baseline]));
}

function runConditions({
  machine,
  threads,
  cores,
}: Pick<Contest, "machine" | "threads" | "cores">): [string, string][] {
  return [...machineConditions(machine), ["number of threads", String(threads)], ["list of cores", cores ?? "any"]];
}

/** Of what is measured of one model after another, each in its turn. */
function modelConditions(
  run: Contest,
  {
    case: sizes,
    precision,
    versions,
  }: Pick<Contest["results"][number], "precision" | "versions"> & { readonly case: Sizes },
): ReadonlyMap<string, string> {
  return new Map([
    ...runConditions(run),
    ...caseConditions(sizes),
    ["number format", precision],
    ...versionsOf(versions),
  ]);
}

interface Sizes {
  readonly batchSize?: number;
  readonly imageSize: number;
  readonly classes?: number;
}

/** `whose` tells the sizes of one result from another's. */
function caseConditions({ batchSize, imageSize, classes }: Sizes, whose = ""): [string, string][] {
  return [
    ...(batchSize === undefined ? [] : [[`batch${whose}`, String(batchSize)] satisfies [string, string]]),
    [`image size${whose}`, String(imageSize)],
    ...(classes === undefined ? [] : [[`number of classes${whose}`, String(classes)] satisfies [string, string]]),
  ];
}

function machineConditions({ cpu, cores, system, node }: Contest["machine"]): [string, string][] {
  return [
    ["machine", `${cpu}, ${cores} cores, ${system}`],
    ["Node", node],
  ];
}

function versionsOf(versions: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(versions).map(([name, version]) => [`version of ${name}`, version]);
}

function single(value: number): Spread {
  return { lower: value, median: value, upper: value };
}

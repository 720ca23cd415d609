/** Reads mutated files of a format and counts how it ended. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Costs, FuzzFormat } from "./format.ts";
import { mutate } from "./mutate.ts";
import { seededRandom } from "./random.ts";

/** How reading went, over all files. */
export interface FuzzReport {
  /** Files that were read, with what they hold in agreement with itself. */
  readonly read: number;
  /** Files that were refused by an error of the reader's own, which names the file. */
  readonly refused: number;
  /** What must not be, each with the file's name in the run: `mutation 17 of seed 1: …`. */
  readonly faults: readonly string[];
  /** The greatest costs, as a part of what the limits allow. */
  readonly greatest: Costs;
  /** The file that took longest, by the clock: for people to read, tests compare counts. */
  readonly slowest: { readonly ms: number; readonly name: string };
  /** The file for which most memory was counted. */
  readonly largest: { readonly bytes: number; readonly name: string };
}

export interface FuzzOptions {
  readonly mutations: number;
  readonly seed: number;
}

/** Reads the format's good files, its corpus, and `mutations` damaged copies of both. */
export async function runFuzz(format: FuzzFormat, { mutations, seed }: FuzzOptions): Promise<FuzzReport> {
  const folder = await mkdtemp(path.join(tmpdir(), "tresnet-fuzz-"));
  const tally: Tally = {
    read: 0,
    refused: 0,
    faults: [],
    greatest: { bytes: 0, operations: 0 },
    slowest: { ms: 0, name: "" },
    largest: { bytes: 0, name: "" },
  };
  try {
    const seeds = await format.seeds();
    const sources = [...seeds, ...(await corpusOf(format.name))];
    for (const [index, bytes] of sources.entries()) {
      const isGood = index < seeds.length;
      await tryFile(format, folder, { bytes, name: `source ${index}`, isGood }, tally);
    }
    for (let index = 0; index < mutations; index += 1) {
      // Each file has a seed of its own, so that one can be made again without the others.
      const random = seededRandom(seed + index);
      const source = sources[random(sources.length)] ?? Buffer.alloc(0);
      const bytes = mutate(source, random, sources);
      await tryFile(format, folder, { bytes, name: `mutation ${index} of seed ${seed}`, isGood: false }, tally);
    }
    return tally;
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Trial {
  readonly bytes: Buffer;
  readonly name: string;
  /** Whether it must be read. */
  readonly isGood: boolean;
}

interface Tally {
  read: number;
  refused: number;
  readonly faults: string[];
  readonly greatest: Costs;
  slowest: { readonly ms: number; readonly name: string };
  largest: { readonly bytes: number; readonly name: string };
}

async function tryFile(format: FuzzFormat, folder: string, { bytes, name, isGood }: Trial, tally: Tally) {
  const file = path.join(folder, `fuzz${format.ending}`);
  await writeFile(file, bytes);
  const costs: Costs = { bytes: 0, operations: 0 };
  const begin = performance.now();
  try {
    await format.read(file, costs);
    tally.read += 1;
  } catch (error) {
    const fault = isGood ? `expected to be read, got ${String(error)}` : faultOf(error, format, file);
    if (fault === undefined) tally.refused += 1;
    else tally.faults.push(`${name}: ${fault}`);
  }
  const ms = performance.now() - begin;
  if (ms > tally.slowest.ms) tally.slowest = { ms, name };
  if (costs.bytes > tally.largest.bytes) tally.largest = { bytes: costs.bytes, name };
  const limits = format.limits(bytes.length);
  for (const cost of ["bytes", "operations"] as const) {
    tally.greatest[cost] = Math.max(tally.greatest[cost], shareOf(costs[cost], limits[cost]));
    if (costs[cost] > limits[cost]) {
      tally.faults.push(`${name}: ${costs[cost]} ${cost} for a file of ${bytes.length} bytes, limit ${limits[cost]}`);
    }
  }
}

/** A part of a limit, which is 0 for an empty file of some formats. */
function shareOf(cost: number, limit: number): number {
  return cost === 0 ? 0 : cost / limit;
}

/** The longest message that a person reads. */
const longestMessage = 2000;

/** Words of the language's own errors, which tell that something was not checked. */
const internal =
  /is not a function|Cannot (?:read|convert|mix)|Maximum call stack|Invalid (?:typed )?array|buffer allocation|out of (?:memory|bounds|range)|undefined|\[object /;

/** What is wrong with an error; undefined where it is as it should be. */
function faultOf(error: unknown, format: FuzzFormat, file: string): string | undefined {
  if (!(error instanceof Error) || !format.isNamed(error)) return `not one of the reader's errors: ${String(error)}`;
  const { message } = error;
  if (!message.includes(file)) return `the message does not name the file: ${message}`;
  if (message.length > longestMessage) return `the message has ${message.length} characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(message))
    return `control characters: ${JSON.stringify(message)}`;
  return internal.test(message.replaceAll(/"[^"]*"/g, "")) ? `not in the reader's own words: ${message}` : undefined;
}

/** Files that were once read wrongly; none where nothing was. */
async function corpusOf(name: string): Promise<Buffer[]> {
  const folder = path.join(import.meta.dirname, "..", "corpus", name);
  const files = await readdir(folder).catch(() => []);
  return Promise.all(files.toSorted().map((file) => readFile(path.join(folder, file))));
}

/** Milliseconds an image in Chromium: the web page's program and transformers.js, in turns, each in its own browser. */
import path from "node:path";
import { version_core } from "@tensorflow/tfjs-core";
import { type Judgement, judge } from "../processes/disturbance.ts";
import { removeFolder, temporaryFolder } from "../processes/leftovers.ts";
import { countRound, type ProcessorTime } from "../processes/load-meter.ts";
import { pagesFolder } from "../processes/program.ts";
import type { AbsentPeer } from "../terms/absent-peer.ts";
import type { BenchmarkCase } from "../terms/cases.ts";
import { describeMachine, type Machine } from "../terms/machine.ts";
import { type Spread, spread } from "../text/statistics.ts";
import { absence, type Backend, type BrowserParts, type BrowserSide, browserSides } from "./browser-sides.ts";
import { findChromium } from "./chromium.ts";
import { findTransformers, type TransformersState } from "./find-transformers.ts";
import { type PageSide, probeBrowser, startSide, type Visit } from "./page-side.ts";
import { serveIsolated } from "./serve-isolated.ts";
import { writePage } from "./write-page.ts";

/** What is measured, and how. */
export interface BrowserOptions {
  /** The model of the page, at batch 1. */
  readonly case: BenchmarkCase;
  /** What is to compute; those that a processor stands in for as well. @default wasm, and what has a graphics card */
  readonly backends?: readonly Backend[] | undefined;
  /** Counts of threads of WebAssembly. */
  readonly threads: readonly number[];
  /** Turns of every side. */
  readonly rounds: number;
  /** Images in a turn. */
  readonly imagesPerTurn: number;
  /** Images of every side before the first turn, besides the one at its start. */
  readonly warmUpImages: number;
  /** A folder with a model for transformers.js. @default ViT-base of random weights, written by the peers' Python */
  readonly transformersModel?: string | undefined;
  /** A file beside whose packages transformers.js is looked for. @default one where the command was started */
  readonly transformersFrom?: string;
  /** The cores that this process and its browsers are held to already, such as "0,1". @default no list */
  readonly cores?: string | undefined;
  /** Hears a line for people before every part of the measurement. @default nothing is said */
  readonly onProgress?: (line: string) => void;
}

/** What one side took. */
export interface BrowserResult extends BrowserSide {
  /** Versions of what the side runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** What the program ran, in words. */
  readonly model: string;
  /** Milliseconds an image, from its pixels to the names of classes. */
  readonly imageMs: Spread;
  /** The same, round by round. */
  readonly roundsMs: readonly number[];
}

/** What was measured. */
export interface BrowserMeasurement extends Judgement {
  /** The model of the page. */
  readonly case: BenchmarkCase;
  /** Turns of every side. */
  readonly rounds: number;
  /** Images in a turn. */
  readonly imagesPerTurn: number;
  /** Images of every side before the first turn. */
  readonly warmUpImages: number;
  /** What the browser is and has. */
  readonly browser: BrowserParts & { readonly version: string };
  /** The cores that all was held to; null where there was no list. */
  readonly cores: string | null;
  /** The machine that the numbers belong to. */
  readonly machine: Machine;
  /** What the sides took, in their order. */
  readonly results: readonly BrowserResult[];
  /** Sides that are not there. */
  readonly absent: readonly AbsentPeer[];
}

const patienceMs = 600_000;

/**
 * Starts a browser for each side, then gives every side its turn in every round.
 * @throws Error where there is no Chromium, or a side fails.
 */
export async function measureBrowser(options: BrowserOptions): Promise<BrowserMeasurement> {
  const { case: shared, cores, onProgress = () => {}, rounds, imagesPerTurn, warmUpImages } = options;
  const chromium = await findChromium();
  const folder = await temporaryFolder();
  const sides: PageSide[] = [];
  let server: Awaited<ReturnType<typeof serveIsolated>> | undefined;
  try {
    const { imageSize, seed } = shared;
    const { transformersModel: model, transformersFrom: from } = options;
    const found = await findTransformers({ folder, imageSize, seed, model, onProgress, ...(from && { from }) });
    onProgress(`writing the page of ${shared.model}`);
    const page = path.join(folder, "page");
    await writePage(page, shared);
    const theirs = found.present ? found.folders : new Map<string, string>();
    server = await serveIsolated(new Map([["page", page], ...theirs, ["", pagesFolder()]]));
    const visit: Visit = { chromium, url: server.url, patienceMs };
    const browser = await probeBrowser(visit);
    const { present, absent } = choose(options, browser, found);
    for (const side of present) {
      onProgress(`starting ${side.name}`);
      sides.push(await startSide(side, imageSize, visit));
    }
    const { load, roundsMs } = await takeTurns(sides, { ...options, onProgress });
    return {
      case: shared,
      rounds,
      imagesPerTurn,
      warmUpImages,
      browser,
      cores: cores ?? null,
      absent,
      machine: describeMachine(),
      ...judge({ rounds: load, sides: [...roundsMs].map(([side, ms]) => ({ name: side.name, roundsMs: ms })) }),
      results: [...roundsMs].map(([side, ms]) => resultOf(side, ms, shared, found)),
    };
  } finally {
    for (const side of sides) await side.close();
    await server?.close();
    await removeFolder(folder);
  }
}

/** The sides that can run, and why others can't. */
function choose(
  { backends, threads }: BrowserOptions,
  parts: BrowserParts,
  transformers: TransformersState,
): { present: BrowserSide[]; absent: AbsentPeer[] } {
  const reasonOf = (side: BrowserSide) => {
    if (side.program === "transformers" && !transformers.present) return transformers.reason;
    return absence(side, parts, backends !== undefined);
  };
  const all = browserSides(backends ?? ["wasm", "webgl", "webgpu"], threads);
  return {
    present: all.filter((side) => reasonOf(side) === undefined),
    absent: all.flatMap((side) => {
      const reason = reasonOf(side);
      return reason === undefined ? [] : [{ peer: side.name, reason }];
    }),
  };
}

async function takeTurns(sides: readonly PageSide[], options: BrowserOptions) {
  const { rounds, imagesPerTurn, warmUpImages, cores, onProgress } = options;
  const load: ProcessorTime[] = [];
  const roundsMs = new Map<BrowserSide, number[]>(sides.map(({ side }) => [side, []]));
  for (const { turn } of sides) await turn(warmUpImages);
  for (let round = 1; round <= rounds; round++) {
    await countRound(load, cores, async () => {
      for (const { side, turn } of sides) {
        const ms = await turn(imagesPerTurn);
        roundsMs.get(side)?.push(ms);
        onProgress?.(`round ${round}/${rounds} ${side.name}: ${ms.toFixed(0)} ms an image`);
      }
    });
  }
  return { load, roundsMs };
}

function resultOf(side: BrowserSide, roundsMs: number[], { model }: BenchmarkCase, found: TransformersState) {
  const ours = { model: `${model}, random weights`, versions: { "TensorFlow.js": version_core } };
  const { model: name, versions } = side.program === "transformers" && found.present ? found : ours;
  return { ...side, model: name, versions, imageMs: spread(roundsMs), roundsMs };
}

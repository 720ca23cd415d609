/** Peak memory of sides by batch size, and the largest batch that fits a budget: a fresh process for every number. */
import { rm } from "node:fs/promises";
import { removeFolder, temporaryFolder } from "../processes/leftovers.ts";
import { prepareCase } from "../sides/onnx/prepare-case.ts";
import { writeBatchFile } from "../terms/case-files.ts";
import type { BenchmarkCase, SideName, Task } from "../terms/cases.ts";
import { describeMachine } from "../terms/machine.ts";
import { type RunConditions, type RunRecord, threadsOn } from "../terms/run-conditions.ts";
import { gigabytes } from "../text/byte-count.ts";
import { largestBatch } from "./largest-batch.ts";
import { peakMemoryOf } from "./peak-memory.ts";

export interface MemoryOptions extends RunConditions {
  /** All but the batch. */
  readonly case: Omit<BenchmarkCase, "batchSize">;
  readonly batchSizes: readonly number[];
  readonly sides: readonly SideName[];
  /** Bytes, for the largest batch; without it none is looked for. */
  readonly budget?: number | undefined;
  /** Steps in each process. */
  readonly steps: number;
}

export interface SideMemory {
  readonly side: SideName;
  /** Versions of what the side runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The peak of each batch size, in bytes; null where the system did not have as much. */
  readonly peakBytes: readonly (number | null)[];
  /** Null where none was looked for; `mostBatch` is where the search ends, whatever fits. */
  readonly largestBatch: number | null;
}

/** Memory of one task. */
export interface MemoryMeasurement extends RunRecord {
  readonly task: Task;
  readonly case: Omit<BenchmarkCase, "batchSize">;
  readonly batchSizes: readonly number[];
  readonly budget: number | null;
  readonly steps: number;
  readonly results: readonly SideMemory[];
}

/**
 * Runs one process after another.
 * @throws Error when a side fails for another reason than memory.
 */
export async function measureMemory({ onProgress = () => {}, ...options }: MemoryOptions): Promise<MemoryMeasurement> {
  const { case: shared, batchSizes, sides, budget, steps, cores, python, absent = [] } = options;
  const threads = threadsOn(cores);
  const folder = await temporaryFolder();
  try {
    const written = await prepareCase(folder, { ...shared, batchSize: 1 }, { sides, onProgress });
    const versions = new Map<SideName, SideMemory["versions"]>(sides.map((side) => [side, {}]));
    const peak = async (side: SideName, batchSize: number, limit?: number) => {
      const own = { ...shared, batchSize };
      const batch = await writeBatchFile(folder, own);
      const watched = limit === undefined ? {} : { limit };
      const request = { side, case: own, files: { ...written, batch }, threads, steps, cores, python, ...watched };
      const { bytes, versions: found } = await peakMemoryOf(request);
      // A search tries many batches: their files are not kept until its end.
      await rm(batch);
      versions.set(side, { ...versions.get(side), ...found });
      const words = Number.isFinite(bytes)
        ? gigabytes(bytes)
        : limit === undefined
          ? "out of memory"
          : "over the budget";
      onProgress(`${shared.task}, batch ${batchSize}, ${side}: ${words}`);
      return bytes;
    };
    const results: SideMemory[] = [];
    for (const side of sides) {
      const peakBytes: (number | null)[] = [];
      for (const batchSize of batchSizes) peakBytes.push(finite(await peak(side, batchSize)));
      const known = new Map(
        batchSizes.map((batchSize, index) => [batchSize, peakBytes[index] ?? Number.POSITIVE_INFINITY]),
      );
      const search = async (batchSize: number) => known.get(batchSize) ?? (await peak(side, batchSize, budget));
      const largest = budget && (await largestBatch({ budget, peak: search }));
      results.push({ side, versions: versions.get(side) ?? {}, peakBytes, largestBatch: largest ?? null });
    }
    return {
      task: shared.task,
      case: shared,
      batchSizes,
      budget: budget ?? null,
      steps,
      threads,
      cores: cores ?? null,
      machine: describeMachine(),
      results,
      absent,
    };
  } finally {
    await removeFolder(folder);
  }
}

function finite(bytes: number): number | null {
  return Number.isFinite(bytes) ? bytes : null;
}

/** Finds the largest batch whose work fits into a budget of memory. */

export interface LargestBatchOptions {
  /** Bytes. */
  readonly budget: number;
  /** The most memory that a batch takes, in bytes; Infinity where it could not be run. Grows with the batch. */
  readonly peak: (batchSize: number) => Promise<number>;
  /** The first batch to try. @default 8 */
  readonly first?: number;
  /** Where to stop, whatever fits. @default mostBatch */
  readonly most?: number;
}

/** The search ends when the least batch that did not fit is this close, relative to the largest that did. */
export const resolution = 1 / 32;

/** Where the search ends, whatever fits. */
export const mostBatch = 4096;

/** "120", or "≥ 4096" where the search ended before the memory did. */
export function batchText(largest: number): string {
  return largest >= mostBatch ? `≥ ${mostBatch}` : String(largest);
}

interface Probe {
  readonly batchSize: number;
  readonly bytes: number;
}

/**
 * The largest batch that fits, 0 where one image does not.
 *
 * Memory is nearly a line over the batch, so the line through what was measured says where to try next, and halves the
 * rest of the range where it leads outside of it.
 */
export async function largestBatch({
  budget,
  peak,
  first = 8,
  most = mostBatch,
}: LargestBatchOptions): Promise<number> {
  const probes: Probe[] = [{ batchSize: 0, bytes: 0 }];
  let [fits, tooMany] = [0, most + 1];
  let next = Math.min(first, most);
  while (tooMany - fits > Math.max(1, fits * resolution)) {
    const bytes = await peak(next);
    if (bytes <= budget) fits = next;
    else tooMany = next;
    if (Number.isFinite(bytes)) probes.push({ batchSize: next, bytes });
    next = guess(probes, budget, fits, tooMany);
  }
  return fits;
}

/** The next batch to try, inside of (fits, tooMany). */
function guess(probes: readonly Probe[], budget: number, fits: number, tooMany: number): number {
  const [a, b] = probes.slice(-2);
  const slope = a === undefined || b === undefined ? 0 : (b.bytes - a.bytes) / (b.batchSize - a.batchSize);
  const onLine = b === undefined || !(slope > 0) ? Number.NaN : b.batchSize + (budget - b.bytes) / slope;
  // Half a step of resolution below the line's end, then above it: the two ends close in from both sides.
  const aim = Math.round(
    fits < onLine * (1 - resolution) ? onLine * (1 - resolution / 2) : onLine * (1 + resolution / 2),
  );
  // A line through few points is not believed far beyond them.
  const limit = Math.min(tooMany - 1, Math.max(4 * fits, 1));
  return aim > fits && aim <= limit ? aim : fits === 0 || limit === tooMany - 1 ? middle(fits, tooMany) : limit;
}

function middle(low: number, high: number): number {
  return Math.max(low + 1, Math.floor((low + high) / 2));
}

/** Damaged files of every format, and how reading them ended, as a table. */
import { formats } from "../../../fuzz/src/formats.ts";
import { runFuzz } from "../../../fuzz/src/run-fuzz.ts";
import { table } from "../table.ts";

/** What is asked for. */
export interface FuzzRequest {
  /** Damaged files of each format; undefined for as many as the tests read. */
  readonly count: number | undefined;
  readonly seed: number;
  /** The formats; all where none is named. */
  readonly names: readonly string[];
}

/**
 * Reads damaged files, prints a table of the outcomes and then each fault; the number of faults.
 * @throws Error for a format that there is not.
 */
export async function printFuzz({ count, seed, names }: FuzzRequest): Promise<number> {
  const known = formats.map(({ format }) => format.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`fuzz: expected formats of ${known.join(", ")}, got ${unknown.join(", ")}.`);
  const rows: (string | number)[][] = [];
  const faults: string[] = [];
  for (const { format, mutations } of formats) {
    if (names.length > 0 && !names.includes(format.name)) continue;
    const report = await runFuzz(format, { mutations: count ?? mutations, seed });
    const { read, refused, slowest, largest, greatest } = report;
    const share = `${Number((100 * Math.max(greatest.bytes, greatest.operations)).toPrecision(2))} %`;
    rows.push([
      ...[format.name, count ?? mutations, read, refused, report.faults.length],
      ...[`${slowest.ms.toFixed(1)} ms`, bytes(largest.bytes), share],
    ]);
    faults.push(...report.faults.map((fault) => `${format.name}: ${fault}`));
  }
  const head = ["format", "damaged", "read", "named error", "fault", "slowest", "most memory counted", "of its limit"];
  console.log(`Damaged files, seed ${seed}. Read and refused count the good files and the corpus as well.\n`);
  console.log(table(head, rows));
  for (const fault of faults) console.log(`fault: ${fault}`);
  return faults.length;
}

function bytes(count: number): string {
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

/** The machine and the versions of a measurement in one sentence. */
import type { Machine } from "./machine.ts";

interface Measured {
  readonly machine: Machine;
  readonly results: readonly { readonly versions: Readonly<Record<string, string>> }[];
}

export function machineLine({ machine, results }: Measured): string {
  const versions = new Set(
    results.flatMap((result) => Object.entries(result.versions).map(([name, version]) => `${name} ${version}`)),
  );
  return (
    `${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB, ${machine.system}; ` +
    `Node ${machine.node}, ${[...versions].join(", ")}.`
  );
}

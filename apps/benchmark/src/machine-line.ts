/** The machine and the versions of a contest in one sentence. */
import type { Contest } from "./measurement.ts";

export function machineLine({ machine, results }: Contest): string {
  const versions = new Set(
    results.flatMap((result) => Object.entries(result.versions).map(([name, version]) => `${name} ${version}`)),
  );
  return (
    `${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB, ${machine.system}; ` +
    `Node ${machine.node}, ${[...versions].join(", ")}.`
  );
}

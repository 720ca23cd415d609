/** A setting that is not the same in all runs. */
export interface Difference {
  readonly name: string;
  /** The value in each run, in their order; a dash where a run does not have it. */
  readonly values: readonly string[];
}

/** The settings in which runs differ, sorted by name. */
export function differences(runs: readonly Readonly<Record<string, string>>[]): Difference[] {
  const names = [...new Set(runs.flatMap((settings) => Object.keys(settings)))].sort();
  return names
    .map((name) => ({ name, values: runs.map((settings) => settings[name] ?? "–") }))
    .filter(({ values }) => new Set(values).size > 1);
}

/** One option, two spellings: `batch-size` on the command line, `batchSize` in code. */

/** `batchSize` → `batch-size`. */
export function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The options that have a value, as flags and text. */
export function flagsWithValues(options: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [flagOf(key), String(value)]));
}

/** `batch-size`, `batch_size` or `batchSize` → `batchSize`. */
export function keyOf(name: string): string {
  return name.replace(/[-_]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

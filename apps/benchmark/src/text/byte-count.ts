/** Amounts of memory as people write them. */

const units: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  mb: 1e6,
  gb: 1e9,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/**
 * The bytes in a text such as `8GB`, `500 MB` or `7.5GiB`.
 * @throws RangeError when it is no such amount.
 */
export function parseBytes(text: string): number {
  const [, number, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const bytes = Number(number) * (units[unit.toLowerCase()] ?? Number.NaN);
  if (bytes > 0) return Math.floor(bytes);
  throw new RangeError(`Expected an amount of memory such as 8GB, 500MB or 7.5GiB, got "${text}".`);
}

/** Bytes as GB. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

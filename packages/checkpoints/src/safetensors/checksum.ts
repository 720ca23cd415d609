/**
 * A checksum in a file's own metadata: SHA-256 of all its bytes, in which the checksum's 64 digits are zeros.
 *
 * It covers names, shapes and metadata as well as the numbers: one changed bit anywhere tells.
 */
import { createHash, type Hash } from "node:crypto";

/** The key in the metadata. */
export const checksumKey = "tresnet.sha256";

const digits = 64;
const blank = "0".repeat(digits);

/** Metadata with room for a checksum. */
export function withChecksum(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return { [checksumKey]: blank, ...metadata };
}

/** Metadata without a checksum. */
export function withoutChecksum(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== checksumKey));
}

/** A hash that has seen the header, its checksum blank, and waits for the data. */
export function fileHash(header: Uint8Array): Hash {
  return createHash("sha256").update(header);
}

/**
 * At which byte of a header the digits of its checksum stand; undefined where it has none in the form that
 * `writeSafetensors` writes.
 */
export function checksumPosition(header: Buffer, checksum = blank): number | undefined {
  // Quotes inside of JSON's texts are escaped, so that no other value can look like this.
  const key = `"${checksumKey}":"`;
  const at = /^[0-9a-f]{64}$/.test(checksum) ? header.indexOf(`${key}${checksum}"`) : -1;
  return at < 0 ? undefined : at + key.length;
}

/** A header's bytes with zeros in the place of its checksum; undefined where it has none. */
export function blankChecksum(header: Buffer, checksum: string): Buffer | undefined {
  const at = checksumPosition(header, checksum);
  if (at === undefined) return undefined;
  const bytes = Buffer.from(header);
  bytes.write(blank, at);
  return bytes;
}

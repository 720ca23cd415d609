/** The checksum of a file, read piece by piece. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** The hash functions that publishers name checksums of. */
export type HashAlgorithm = "sha256" | "md5";

/** What `hashFile` can be told. */
export interface HashOptions {
  /** The hash function. @default "sha256" */
  readonly algorithm?: HashAlgorithm | undefined;
  /** Called after each piece with the bytes that it had. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns the checksum of a file in lower-case hexadecimal; no more than a mebibyte of the file is in memory at once.
 * @throws Error of the file system; the signal's reason when aborted.
 */
export async function hashFile(
  file: string,
  { algorithm = "sha256", onBytes, signal }: HashOptions = {},
): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted();
    if (!Buffer.isBuffer(chunk)) continue;
    hash.update(chunk);
    onBytes?.(chunk.length);
  }
  return hash.digest("hex");
}

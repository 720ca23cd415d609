/** SHA-256 of files and streams, without holding them in memory. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** The SHA-256 of a file in hexadecimal; `onBytes` hears how many bytes each chunk had. */
export async function hashFile(
  file: string,
  { onBytes, signal }: { onBytes?: (bytes: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted();
    if (!Buffer.isBuffer(chunk)) continue;
    hash.update(chunk);
    onBytes?.(chunk.length);
  }
  return hash.digest("hex");
}

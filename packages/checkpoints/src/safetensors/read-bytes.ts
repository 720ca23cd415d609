/** Exact reads, which no short file can satisfy. */
import type { FileHandle } from "node:fs/promises";
import { CheckpointError } from "../checkpoint-error.ts";

/**
 * Reads exactly `length` bytes into memory of their own.
 * @throws CheckpointError naming the file when it ends before that.
 */
export async function readBytes(
  handle: FileHandle,
  path: string,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const { size } = await handle.stat();
  if (position + length > size) {
    // Before memory is taken for what a broken file claims to hold.
    throw new CheckpointError(
      `${path} is cut off: it ends at byte ${size}, expected ${position + length}. Fetch or write it again.`,
    );
  }
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, 2 ** 30), position + done);
    if (bytesRead === 0) throw new CheckpointError(`${path} became shorter while it was read.`);
    done += bytesRead;
  }
  return bytes;
}

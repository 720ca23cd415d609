/** A file of which exact parts are read, within stated limits, and whose errors name it. */
import { type FileHandle, open, stat } from "node:fs/promises";
import { CheckpointError } from "../checkpoint-error.ts";
import { newCounts, type ReadCounts } from "../read-counts.ts";

/** The most bytes that are read at once: a tensor of more is refused. The largest weight of the zoo has 119 MB. */
export const readLimitBytes = 2 ** 32;

/** An open regular file; whoever opened it closes it. */
export class BinaryFile {
  readonly path: string;
  /** Bytes that it had when it was opened. */
  readonly size: number;
  readonly counts: ReadCounts;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle, counts: ReadCounts) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
    this.counts = counts;
  }

  /** @throws CheckpointError naming the path, when it can't be opened or is no regular file: a pipe would never end. */
  static async open(path: string, counts: ReadCounts = newCounts()): Promise<BinaryFile> {
    const cannot = (cause: unknown) =>
      new CheckpointError(`${path} can't be opened. Check the path and the rights to read it.`, { cause });
    // Before it is opened, since the opening of a pipe waits for its writer.
    const found = await stat(path).catch((cause: unknown) => {
      throw cannot(cause);
    });
    if (!found.isFile()) {
      throw new CheckpointError(
        `${path} can't be opened: expected a file, got ${found.isDirectory() ? "a folder" : "a pipe or a device"}. Give the path of the checkpoint itself.`,
      );
    }
    const handle = await open(path, "r").catch((cause: unknown) => {
      throw cannot(cause);
    });
    return new BinaryFile(path, found.size, handle, counts);
  }

  /**
   * Reads exactly `length` bytes into memory of their own.
   * @throws CheckpointError naming the file, when it ends before that or `length` is beyond `readLimitBytes`.
   */
  async read(position: number, length: number): Promise<Uint8Array> {
    const bytes = this.#memory(position, length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.#handle.read(bytes, done, Math.min(length - done, 2 ** 30), position + done);
      if (bytesRead === 0) throw new CheckpointError(`${this.path} became shorter while it was read.`);
      done += bytesRead;
    }
    return bytes;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  /** Takes memory only for what the file can fill. */
  #memory(position: number, length: number): Uint8Array {
    if (position + length > this.size) {
      throw new CheckpointError(
        `${this.path} is cut off: it ends at byte ${this.size}, expected ${position + length}. Fetch or write it again.`,
      );
    }
    return memoryOf(this, length);
  }
}

/**
 * Memory for `length` bytes of a file, counted.
 * @throws CheckpointError naming the file, when that is beyond `readLimitBytes` or more than there is.
 */
export function memoryOf({ path, counts }: BinaryFile, length: number): Uint8Array {
  if (length > readLimitBytes) {
    throw new CheckpointError(`${path} asks for ${length} bytes at once, the limit is ${readLimitBytes}.`);
  }
  counts.bytes += length;
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new CheckpointError(`${path} asks for ${length} bytes at once, and there is no memory for them.`, { cause });
  }
}

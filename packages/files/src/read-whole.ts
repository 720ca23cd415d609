/** Reads files of the user's whole: never more than a limit, and never a pipe that nobody writes into. */
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** How a file is read whole. */
export interface ReadWholeOptions {
  /** The most bytes that the file may have. */
  readonly mostBytes: number;
  /** Whether a named pipe is read too, as a shell's `<(command)` makes one; without a writer it waits (default: no). */
  readonly takesPipes?: boolean;
}

/** Opening a pipe to read from it would wait for its writer. */
const withoutWaiting = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * The contents of a file of at most `mostBytes`.
 *
 * What is no file is refused at once: a folder, a device, and a named pipe, which would wait for its writer.
 * @throws Error whose message is a reason, such as "it has 300 bytes, at most 200 are read"; that of the system where
 * the file cannot be opened.
 */
export async function readWhole(file: string, options: ReadWholeOptions): Promise<Buffer> {
  const handle = await open(file, options.takesPipes ? constants.O_RDONLY : withoutWaiting);
  try {
    const found = await handle.stat();
    requireReadable(found, options);
    return found.size > 0 ? await handle.readFile() : await bytesOf(handle, options);
  } finally {
    await handle.close();
  }
}

/**
 * The contents of a file of at most `mostBytes`, read in this thread, without Node's pool of threads.
 * @throws Error as `readWhole` does.
 */
export function readWholeSync(file: string, options: Pick<ReadWholeOptions, "mostBytes">): Buffer {
  const handle = openSync(file, withoutWaiting);
  try {
    const found = fstatSync(handle);
    requireReadable(found, options);
    return found.size > 0 ? readSized(handle, found.size) : readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Reads as many bytes as were counted, or up to the end of a file that was cut since; Node's own would count again. */
function readSized(handle: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size);
  let length = 0;
  while (length < size) {
    const read = readSync(handle, bytes, length, size - length, null);
    if (read === 0) return bytes.subarray(0, length);
    length += read;
  }
  return bytes;
}

function requireReadable(found: Stats, { mostBytes, takesPipes = false }: ReadWholeOptions): void {
  if (found.isDirectory()) throw new Error("it is a folder");
  if (!found.isFile() && !(takesPipes && found.isFIFO())) throw new Error("it is a pipe or a device, no file");
  if (found.size > mostBytes) throw new Error(`it has ${found.size} bytes, at most ${mostBytes} are read`);
}

/** Pipes and the system's own files have no size: what they hold is counted as it comes. */
async function bytesOf(handle: FileHandle, { mostBytes }: ReadWholeOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const stream: AsyncIterable<Buffer> = handle.createReadStream({ autoClose: false, highWaterMark: 2 ** 20 });
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`it has more than the ${mostBytes} bytes that are read`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

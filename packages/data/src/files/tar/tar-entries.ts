/** The entries of a tar archive, gzipped or not, one after another and within stated limits. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { errorCode } from "@tresnet/files";
import { DataError } from "../../errors.ts";
import { ByteSource } from "./byte-source.ts";
import { blockBytes, type MoreOfNext, parseHeader, parseRecords, type TarHeader, text } from "./tar-header.ts";

/**
 * The most that an archive may have: entries of any kind, bytes after unpacking, bytes of a record that says more of an
 * entry, and bytes of a path.
 */
export const tarLimits = { entries: 2 ** 20, bytes: 64 * 2 ** 30, recordBytes: 2 ** 16, pathBytes: 4096 } as const;

/** What reading an archive cost. */
export interface TarCounts {
  /** Bytes after unpacking, those of contents that are passed over too. */
  bytes: number;
  /** Entries and records. */
  operations: number;
}

/** How to read an archive. */
export interface TarOptions {
  /** Stops the work. */
  readonly signal?: AbortSignal | undefined;
  /** Is added to as the work goes on. */
  readonly counts?: TarCounts | undefined;
}

/** A plain file or a folder in an archive. */
export interface TarEntry {
  readonly kind: "file" | "folder";
  /** The names that lead there; none of them is "..". */
  readonly parts: readonly string[];
  /** The bytes that a file has. */
  readonly size: number;
  /** The contents of a file; valid until the next piece, and to be read before the next entry. */
  readonly pieces: () => AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Yields the plain files and folders; links and devices are passed over. What is not read of a file is passed over,
 * too.
 * @throws DataError naming the archive when it is damaged, leads out of its folder, or is larger than `tarLimits`;
 * Error of the file system; the signal's reason when aborted.
 */
export async function* tarEntries(
  archive: string,
  options: TarOptions = {},
): AsyncGenerator<TarEntry, void, undefined> {
  const source = new ByteSource(chunksOf(archive));
  try {
    yield* new TarReader(archive, source, options).entries();
  } finally {
    await source.close();
  }
}

async function* chunksOf(archive: string): AsyncGenerator<Uint8Array, void, undefined> {
  const isGzip = await isPacked(archive); // before there is a stream, whose errors nobody would hear meanwhile
  const stream = createReadStream(archive, { highWaterMark: 1 << 18 });
  const unpacked = isGzip ? stream.pipe(createGunzip({ chunkSize: 1 << 18 })) : stream;
  stream.on("error", (error) => unpacked.destroy(error));
  try {
    for await (const chunk of unpacked) if (chunk instanceof Uint8Array) yield chunk;
  } catch (cause) {
    // Of the errors here those of the file system have other codes.
    if (!errorCode(cause)?.startsWith("Z_") || !(cause instanceof Error)) throw cause;
    throw new DataError(`${archive}: expected a whole archive, got one that does not unpack (${cause.message})`, {
      cause,
    });
  } finally {
    stream.destroy();
    unpacked.destroy();
  }
}

async function isPacked(archive: string): Promise<boolean> {
  const handle = await open(archive);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

class TarReader {
  readonly #archive: string;
  readonly #source: ByteSource;
  readonly #signal: AbortSignal | undefined;
  readonly #counts: TarCounts;
  #entries = 0;
  /** Bytes of the entry at hand that are still to come. */
  #missing = 0;

  constructor(archive: string, source: ByteSource, { signal, counts }: TarOptions) {
    this.#archive = archive;
    this.#source = source;
    this.#signal = signal;
    this.#counts = counts ?? { bytes: 0, operations: 0 };
  }

  async *entries(): AsyncGenerator<TarEntry, void, undefined> {
    let more: MoreOfNext = {};
    for (;;) {
      this.#signal?.throwIfAborted();
      const header = await this.#nextHeader();
      if (header === undefined) return;
      if (header.kind === "more" || header.kind === "long-name") {
        more = { ...more, ...(await this.#recordsOf(header)) };
        continue;
      }
      const { kind, path, size } = { ...header, ...more };
      more = {};
      this.#missing = size;
      const parts = this.#partsOf(path);
      if ((kind === "file" || kind === "folder") && parts.length > 0)
        yield { kind, parts, size, pieces: () => this.#pieces() };
      await this.#skip();
      this.#missing = paddingOf(size);
      await this.#skip();
    }
  }

  /** The next entry's block; undefined at the end, which an empty block marks. */
  async #nextHeader(): Promise<TarHeader | undefined> {
    const block = await this.#take(blockBytes);
    if (block.every((byte) => byte === 0)) {
      // An archive of nothing is one that was cut off.
      if (this.#entries > 0) return undefined;
      throw this.#error("at least one entry", "none");
    }
    if (block.length < blockBytes) throw this.#error("a whole archive", "its end in the middle of a header");
    this.#entries += 1;
    this.#counts.operations += 1;
    if (this.#entries > tarLimits.entries) throw this.#error(`at most ${tarLimits.entries} entries`, "more");
    const header = parseHeader(block);
    if (typeof header === "string") throw this.#error("an archive made by tar", header);
    return header;
  }

  async #recordsOf({ kind, size }: TarHeader): Promise<MoreOfNext> {
    if (size > tarLimits.recordBytes)
      throw this.#error(`at most ${tarLimits.recordBytes} bytes about an entry`, `a record of ${size}`);
    const bytes = await this.#take(size);
    await this.#take(paddingOf(size));
    const more = kind === "long-name" ? { path: text(bytes, 0, bytes.length) } : parseRecords(bytes);
    if (bytes.length < size || more === undefined) throw this.#error("records about an entry", "damaged ones");
    return more;
  }

  /** The names in an entry's path; none for the archive's own folder. */
  #partsOf(path: string): readonly string[] {
    if (Buffer.byteLength(path) > tarLimits.pathBytes)
      throw this.#error(`paths of at most ${tarLimits.pathBytes} bytes`, "a longer one");
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    if (path.startsWith("/") || path.includes("\0") || parts.includes(".."))
      throw this.#error("paths below the archive's folder", "one that leads out of it");
    return parts;
  }

  async *#pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let piece = await this.#piece(); piece !== undefined; piece = await this.#piece()) yield piece;
  }

  async #skip(): Promise<void> {
    let piece = await this.#piece();
    while (piece !== undefined) piece = await this.#piece();
  }

  /** More of the entry at hand; undefined after its end. */
  async #piece(): Promise<Uint8Array | undefined> {
    if (this.#missing === 0) return undefined;
    this.#signal?.throwIfAborted();
    const piece = await this.#source.some(this.#missing);
    if (piece.length === 0) throw this.#error("a whole archive", "its end in the middle of an entry");
    this.#missing -= piece.length;
    this.#count(piece.length);
    return piece;
  }

  async #take(count: number): Promise<Buffer> {
    const bytes = await this.#source.take(count);
    this.#count(bytes.length);
    return bytes;
  }

  #count(bytes: number): void {
    this.#counts.bytes += bytes;
    if (this.#source.offset > tarLimits.bytes) throw this.#error(`at most ${tarLimits.bytes} bytes unpacked`, "more");
  }

  #error(expected: string, got: string): DataError {
    return new DataError(
      `${this.#archive}: expected ${expected}, got ${got} before byte ${this.#source.offset} of what it unpacks to`,
    );
  }
}

/** The bytes that fill up contents of this size to a whole block. */
function paddingOf(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

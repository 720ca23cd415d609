/** Reads files of runs, each again only when it has changed. */
import { lstat, open } from "node:fs/promises";
import { readWhole } from "@tresnet/files";

/** A file as it stands. */
export interface FoundFile {
  /** Another one when the file has been written. */
  readonly mark: string;
  readonly changedMs: number;
  readonly sizeBytes: number;
}

/** Looks at a file; undefined where there is none, or a symbolic link, a folder or a pipe in its place. */
export async function lookAt(file: string): Promise<FoundFile | undefined> {
  const found = await lstat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const { ino, size, mtimeMs } = found;
  return { mark: `${ino} ${size} ${mtimeMs}`, changedMs: mtimeMs, sizeBytes: size };
}

/** What a file says, or a sentence on what is wrong with it; neither where there is no file. */
export interface ReadFile<Value> {
  readonly value?: Value;
  readonly problem?: string;
  readonly found?: FoundFile;
}

/** What files of one kind said when they were read last. */
export class FileCache<Value> {
  readonly #read: (file: string, found: FoundFile) => Promise<Value>;
  readonly #seen = new Map<string, ReadFile<Value>>();

  /** Makes a cache of what `read` makes of a file. */
  constructor(read: (file: string, found: FoundFile) => Promise<Value>) {
    this.#read = read;
  }

  /** What a file says now. */
  async get(file: string): Promise<ReadFile<Value>> {
    const found = await lookAt(file);
    if (found === undefined) {
      this.#seen.delete(file);
      return {};
    }
    const before = this.#seen.get(file);
    if (before?.found?.mark === found.mark) return before;
    const now = await this.#read(file, found).then(
      (value) => ({ value, found }),
      (error: unknown) => ({ problem: `${file}: ${error instanceof Error ? error.message : error}`, found }),
    );
    this.#seen.set(file, now);
    return now;
  }

  /** Forgets a file. */
  forget(file: string): void {
    this.#seen.delete(file);
  }
}

/** A reader of whole text files. */
export function textReader<Value>(mostBytes: number, parse: (text: string) => Value) {
  return async (file: string): Promise<Value> => parse((await readWhole(file, { mostBytes })).toString("utf8"));
}

/** The first and the last bytes of a file, at most `bytes` of each, as text. */
export async function readEnds(
  file: string,
  { sizeBytes }: FoundFile,
  bytes: number,
): Promise<{ readonly first: string; readonly last: string }> {
  const handle = await open(file, "r");
  try {
    const part = async (from: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, from);
      return buffer.toString("utf8", 0, bytesRead);
    };
    return { first: await part(0), last: await part(Math.max(0, sizeBytes - bytes)) };
  } finally {
    await handle.close();
  }
}

/** Fetches one large file over HTTP: whole and with the right checksum, or not at all. */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FetchEvent } from "@tresnet/files";
import { DataError } from "../errors.ts";

/** A file on the web that is taken only if it is exactly this one; checksums are in hexadecimal. */
export type RemoteFile = {
  readonly url: string;
  /** The licence or terms, shown while the file is fetched. */
  readonly terms?: string;
} & (
  | { readonly sha256: string }
  /** Only where the publisher names no other. */
  | { readonly md5: string }
);

export interface DownloadOptions {
  readonly onProgress?: ((event: FetchEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const attempts = 4;
const pauseMs = 250;

/**
 * Downloads to `file` unless it is there already; a cut connection is taken up again where it broke.
 * @throws DataError when the server says no, cannot be reached, or sends another file; the signal's reason when
 * aborted.
 */
export async function download(remote: RemoteFile, file: string, options: DownloadOptions = {}): Promise<void> {
  const { signal } = options;
  signal?.throwIfAborted();
  if (await stat(file).catch(() => undefined)) return;
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.partial-${randomUUID()}`;
  try {
    await receive(remote, partial, path.basename(file), options);
    const { algorithm, name, expected } =
      "sha256" in remote
        ? { algorithm: "sha256", name: "SHA-256", expected: remote.sha256 }
        : { algorithm: "md5", name: "MD5", expected: remote.md5 };
    const found = await hash(partial, algorithm, signal);
    if (found !== expected) {
      throw new DataError(
        `${remote.url}: expected a file with ${name} ${expected}, got ${found}. Nothing was kept. ` +
          `Run again; if it stays, get the file elsewhere and name its path.`,
      );
    }
    await rename(partial, file);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await rm(partial, { force: true });
  }
}

/** Appends to the partial file until the server has sent all of it. */
async function receive(remote: RemoteFile, partial: string, name: string, options: DownloadOptions): Promise<void> {
  const target = await open(partial, "w");
  try {
    let furthest = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        await receiveRest(remote, target, name, options);
        return;
      } catch (error) {
        options.signal?.throwIfAborted();
        if (error instanceof DataError) throw error;
        const { size } = await target.stat();
        if (size > furthest) attempt = 1; // it goes on, however often it breaks
        furthest = Math.max(size, furthest);
        if (attempt === attempts || isDiskError(error)) throw unreachable(remote, { attempt, size }, error);
        await sleep(pauseMs * attempt);
      }
    }
  } finally {
    await target.close();
  }
}

async function receiveRest({ url, terms }: RemoteFile, target: FileHandle, name: string, options: DownloadOptions) {
  const { size } = await target.stat();
  const response = await fetch(url, {
    headers: size > 0 ? { range: `bytes=${size}-` } : {},
    ...(options.signal ? { signal: options.signal } : {}),
  });
  if (response.status >= 500) throw new Error(`HTTP status ${response.status}`);
  if (!response.ok || !response.body) {
    throw new DataError(
      `${url}: expected a file, got HTTP status ${response.status}. Get the file elsewhere and name its path.`,
    );
  }
  let receivedBytes = response.status === 206 ? size : 0;
  if (receivedBytes === 0) await target.truncate(0);
  const totalBytes = receivedBytes + Number(response.headers.get("content-length") ?? 0);
  for await (const chunk of response.body) {
    await target.write(chunk, 0, chunk.length, receivedBytes);
    receivedBytes += chunk.length;
    const detail = terms === undefined ? {} : { detail: terms };
    const bytes = { receivedBytes, totalBytes: Math.max(totalBytes, receivedBytes) };
    options.onProgress?.({ phase: "download", name, ...detail, ...bytes });
  }
}

function isDiskError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "write" && "code" in error;
}

function unreachable(
  { url }: RemoteFile,
  { attempt, size }: { readonly attempt: number; readonly size: number },
  cause: unknown,
): DataError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? inner.message : String(inner);
  return new DataError(
    `${url}: expected the whole file, and after ${attempt} attempts got ${size === 0 ? "none" : `${size} bytes`} (${reason}). Check the network and the disk, or get the file elsewhere and name its path.`,
    { cause },
  );
}

async function hash(file: string, algorithm: string, signal: AbortSignal | undefined): Promise<string> {
  const digest = createHash(algorithm);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted();
    digest.update(chunk);
  }
  return digest.digest("hex");
}

/**
 * Receives one file over HTTP: goes on where the connection broke, or where an earlier process stopped, and checks the
 * whole.
 */
import { type FileHandle, open, rm, statfs } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDiskError } from "../disk-error.ts";
import { type HashAlgorithm, hashFile } from "./hash-file.ts";
import { ReceiveError } from "./receive-error.ts";

/** The checksum that a file must have. */
export interface Checksum {
  /** The hash function. */
  readonly algorithm: HashAlgorithm;
  /** The digest in lower-case hexadecimal. */
  readonly hex: string;
}

/** How far a file has come. */
export interface ReceiveProgress {
  /** Whether the file is being received or checked. */
  readonly phase: "download" | "verify";
  /** The bytes received, or those already checked. */
  readonly receivedBytes: number;
  /** The file's size as far as it is known, never below `receivedBytes`. */
  readonly totalBytes: number;
}

/** What `receiveFile` is to receive, and how. */
export interface ReceiveFileOptions {
  /** The file that is filled; what is in it already is taken as the beginning. */
  readonly partial: string;
  /**
   * Asks the server for the file: with `headers`, which ask for the part from `firstByte` on unless that is 0.
   *
   * What it throws counts as a broken connection, and is tried again, unless `isFinal` says otherwise. An answer with
   * another status than 206 is taken for the whole file.
   */
  readonly request: (headers: Readonly<Record<string, string>>, firstByte: number) => Promise<Response>;
  /** Whether an error of `request` is the server's last word, to be thrown as it is. Default: none is. */
  readonly isFinal?: ((error: unknown) => boolean) | undefined;
  /** The file's size in bytes. Default: what the server sends until it ends. */
  readonly bytes?: number | undefined;
  /** What the whole file must have. Default: it is not checked. */
  readonly checksum?: Checksum | undefined;
  /** Called after each piece that was received or checked. */
  readonly onProgress?: ((progress: ReceiveProgress) => void) | undefined;
  /** Stops the work; what has come stays in `partial`. */
  readonly signal?: AbortSignal | undefined;
}

/** Attempts that bring nothing new before it gives up. */
const mostAttempts = 4;
const pauseMs = 250;

/**
 * Fills the partial file until it is whole, brings it to the disk and checks it; renaming it is the caller's.
 *
 * After a broken connection or an abort the partial file stays, to go on from; where the server sent another file, or
 * the disk failed, it is removed.
 * @throws ReceiveError that says why; an error of `request` that is final; the file system's where the partial file
 * cannot be opened; the signal's reason when aborted.
 */
export async function receiveFile(options: ReceiveFileOptions): Promise<void> {
  const { partial, bytes } = options;
  const target = await openForMore(partial);
  try {
    if (bytes !== undefined) await requireRoom(target, bytes, partial);
    await receiveAll(target, options);
    await target.sync();
    await check(options);
  } catch (error) {
    if (isHopeless(error)) await rm(partial, { force: true });
    throw error;
  } finally {
    await target.close();
  }
}

/** Opens a file for writing at any place, and makes it where there is none; no flag of Node's does both. */
async function openForMore(file: string): Promise<FileHandle> {
  const made = await open(file, "a");
  await made.close();
  return open(file, "r+");
}

function isHopeless(error: unknown): boolean {
  if (!(error instanceof ReceiveError)) return isDiskError(error);
  return ["disk-failed", "too-long", "wrong-checksum"].includes(error.problem.kind);
}

async function requireRoom(target: FileHandle, bytes: number, partial: string): Promise<void> {
  const folder = path.dirname(partial);
  const { bavail, bsize } = await statfs(folder);
  const neededBytes = bytes - (await target.stat()).size;
  const freeBytes = bavail * bsize;
  if (freeBytes < neededBytes) throw new ReceiveError(partial, { kind: "no-room", folder, neededBytes, freeBytes });
}

async function receiveAll(target: FileHandle, options: ReceiveFileOptions): Promise<void> {
  const { partial, bytes, isFinal, signal } = options;
  let furthest = (await target.stat()).size;
  if (bytes !== undefined && furthest > bytes) {
    await target.truncate(0);
    furthest = 0;
  }
  for (let attempts = 1; ; attempts++) {
    const before = (await target.stat()).size;
    if (before === bytes) return;
    try {
      await receiveRest(target, before, options);
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (isFinal?.(error) || error instanceof ReceiveError) throw error;
      const receivedBytes = (await target.stat()).size;
      const facts = { attempts, receivedBytes };
      if (isDiskError(error)) throw new ReceiveError(partial, { kind: "disk-failed", ...facts }, { cause: error });
      if (receivedBytes > furthest)
        attempts = 1; // it goes on, however often it breaks
      else if (attempts >= mostAttempts) {
        throw new ReceiveError(partial, { kind: "interrupted", ...facts }, { cause: error });
      }
      furthest = Math.max(furthest, receivedBytes);
      await sleep(pauseMs * attempts);
    }
  }
}

async function receiveRest(target: FileHandle, firstByte: number, options: ReceiveFileOptions): Promise<void> {
  const { partial, request, bytes, onProgress } = options;
  const response = await request(firstByte > 0 ? { range: `bytes=${firstByte}-` } : {}, firstByte);
  // A server that ignores the range sends everything again.
  let receivedBytes = response.status === 206 ? firstByte : 0;
  if (receivedBytes === 0) await target.truncate(0);
  const announced = bytes ?? receivedBytes + Number(response.headers.get("content-length") ?? 0);
  for await (const chunk of response.body ?? []) {
    if (bytes !== undefined && receivedBytes + chunk.length > bytes) {
      throw new ReceiveError(partial, { kind: "too-long", expectedBytes: bytes });
    }
    await writeAll(target, chunk, receivedBytes);
    receivedBytes += chunk.length;
    onProgress?.({ phase: "download", receivedBytes, totalBytes: Math.max(announced, receivedBytes) });
  }
  if (bytes !== undefined && receivedBytes < bytes) {
    throw new Error(`the connection ended after ${receivedBytes} of ${bytes} bytes`);
  }
}

async function writeAll(target: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await target.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

async function check({ partial, bytes = 0, checksum, onProgress, signal }: ReceiveFileOptions): Promise<void> {
  if (!checksum) return;
  const { algorithm, hex: expected } = checksum;
  let receivedBytes = 0;
  const onBytes = (count: number) => {
    receivedBytes += count;
    onProgress?.({ phase: "verify", receivedBytes, totalBytes: Math.max(bytes, receivedBytes) });
  };
  const found = await hashFile(partial, { algorithm, onBytes, signal });
  if (found !== expected) throw new ReceiveError(partial, { kind: "wrong-checksum", algorithm, expected, found });
}

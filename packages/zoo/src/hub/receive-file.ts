/**
 * Receives the bytes of a file: goes on where a connection broke, or where an earlier process stopped, and checks the
 * whole.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rm, statfs } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FetchEvent } from "@tresnet/files";
import type { RemoteFile } from "./describe-file.ts";
import { HubError, type HubFile } from "./hub-error.ts";
import { hubFetch } from "./hub-fetch.ts";
import type { HubSettings } from "./hub-settings.ts";

export interface ReceiveOptions {
  readonly onProgress?: ((event: FetchEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Attempts that bring nothing before it gives up. */
const attempts = 4;
const pauseMs = 250;

/**
 * Fills `partial` with the remote file; what is there already is taken as its beginning.
 *
 * After a broken connection or an abort the partial file stays, for the next time; after a wrong checksum or on a full
 * disk it goes.
 * @throws HubError; what the file system throws; the signal's reason when aborted.
 */
export async function receiveFile(
  remote: RemoteFile,
  wanted: HubFile,
  partial: string,
  settings: HubSettings,
  options: ReceiveOptions,
): Promise<void> {
  const target = await open(partial, "a").then(async (made) => {
    await made.close();
    return open(partial, "r+");
  });
  try {
    await requireRoom(target, remote, partial);
    await receiveAll(remote, wanted, target, settings, options);
    await target.sync();
    await check(remote, wanted, partial, options);
  } catch (error) {
    const hopeless = error instanceof HubError ? error.code === "hash-mismatch" : isDiskError(error);
    if (hopeless) await rm(partial, { force: true });
    throw error;
  } finally {
    await target.close();
  }
}

async function requireRoom(target: FileHandle, { bytes }: RemoteFile, partial: string): Promise<void> {
  const folder = path.dirname(partial);
  const { bavail, bsize } = await statfs(folder);
  const needed = bytes - (await target.stat()).size;
  if (bavail * bsize >= needed) return;
  throw new HubError(
    "disk-full",
    `${folder}: expected ${Math.ceil(needed / 1e6)} MB of free disk space, got ${Math.floor((bavail * bsize) / 1e6)} MB. Free some, or set HF_HOME to a folder on a larger disk, and run again.`,
  );
}

async function receiveAll(
  remote: RemoteFile,
  wanted: HubFile,
  target: FileHandle,
  settings: HubSettings,
  options: ReceiveOptions,
): Promise<void> {
  if ((await target.stat()).size > remote.bytes) await target.truncate(0);
  for (let attempt = 1; ; attempt += 1) {
    const { size } = await target.stat();
    if (size === remote.bytes) return;
    try {
      await receiveRest(remote, wanted, target, size, settings, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      const lost = error instanceof HubError ? error.code === "unreachable" : !isDiskError(error);
      if (!lost) throw error;
      if ((await target.stat()).size > size) attempt = 0;
      else if (attempt >= attempts) throw error instanceof HubError ? error : broken(wanted, settings, error);
      await sleep(pauseMs * attempt);
    }
  }
}

async function receiveRest(
  { url, bytes }: RemoteFile,
  wanted: HubFile,
  target: FileHandle,
  size: number,
  { endpoint, token }: HubSettings,
  { signal, onProgress }: ReceiveOptions,
): Promise<void> {
  const headers = size > 0 ? { range: `bytes=${size}-` } : {};
  const response = await hubFetch(url, { headers }, { endpoint, token, wanted, signal });
  // A server that ignores the range sends everything again.
  let received = response.status === 206 ? size : 0;
  if (received === 0) await target.truncate(0);
  const report = () =>
    onProgress?.({ phase: "download", name: wanted.repository, receivedBytes: received, totalBytes: bytes });
  report();
  for await (const chunk of response.body ?? []) {
    if (received + chunk.length > bytes) {
      throw new HubError(
        "hash-mismatch",
        `${named(wanted)} from ${endpoint}: got more than its ${bytes} bytes. Run again.`,
      );
    }
    await writeAll(target, chunk, received);
    received += chunk.length;
    report();
  }
  if (received < bytes) throw new Error(`the connection ended after ${received} of ${bytes} bytes`);
}

async function writeAll(target: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await target.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

/** Large files are named by their SHA-256; of others the hub tells no checksum that all its mirrors agree on. */
async function check(
  { etag, bytes }: RemoteFile,
  wanted: HubFile,
  partial: string,
  { onProgress, signal }: ReceiveOptions,
): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(etag)) return;
  const sha256 = createHash("sha256");
  let receivedBytes = 0;
  for await (const chunk of createReadStream(partial, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted();
    sha256.update(chunk);
    receivedBytes += chunk.length;
    onProgress?.({ phase: "verify", name: wanted.repository, receivedBytes, totalBytes: bytes });
  }
  const actual = sha256.digest("hex");
  if (actual === etag) return;
  throw new HubError(
    "hash-mismatch",
    `${named(wanted)}: expected a file with SHA-256 ${etag}, got ${actual}. Nothing was kept. Run again; if it stays, check your proxy, or fetch the file elsewhere and give its path instead of the tag.`,
  );
}

function broken(wanted: HubFile, { endpoint }: HubSettings, cause: unknown): HubError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new HubError(
    "unreachable",
    `${named(wanted)} from ${endpoint}: the connection broke ${attempts} times (${reason}). What came is kept: run again to go on.`,
    { cause },
  );
}

/** An error of writing, not of the network. */
export function isDiskError(error: unknown): boolean {
  return error instanceof Error && "code" in error && "syscall" in error && diskCalls.includes(String(error.syscall));
}

const diskCalls = ["write", "ftruncate", "fsync", "open", "rename", "mkdir", "symlink"];

function named({ repository, file }: HubFile): string {
  return `${repository}/${file}`;
}

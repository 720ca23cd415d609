/**
 * Receives one file over HTTP: goes on where the connection broke, or where an earlier process stopped, and checks the
 * whole.
 */
import { type FileHandle, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isDiskError } from "../disk-error.ts";
import { hashFile } from "./hash-file.ts";
import { openForMore, requireRoom } from "./open-partial.ts";
import { ReceiveError } from "./receive-error.ts";
import type { ReceiveFileOptions } from "./receive-options.ts";
import { receiveRest } from "./receive-rest.ts";
import { SlowTransferError } from "./transfer-watch.ts";

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

function isHopeless(error: unknown): boolean {
  if (!(error instanceof ReceiveError)) return isDiskError(error);
  return ["disk-failed", "too-long", "wrong-checksum"].includes(error.problem.kind);
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
      if (receivedBytes > furthest && !(error instanceof SlowTransferError && error.isCrawl))
        attempts = 1; // it goes on, however often it breaks
      else if (attempts >= mostAttempts) {
        throw new ReceiveError(partial, { kind: "interrupted", ...facts }, { cause: error });
      }
      furthest = Math.max(furthest, receivedBytes);
      await sleep(pauseMs * attempts);
    }
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

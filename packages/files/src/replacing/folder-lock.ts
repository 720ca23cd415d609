/** One process at a time per cached folder: a lock file that a killed owner cannot keep. */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "../error-code.ts";

/** How to wait for a lock. */
export interface FolderLockOptions {
  /** Called about once a second while another process has the lock; `owner` is that process's id, where it is known. */
  readonly onWait?: (owner: number | undefined) => void;
  /** Ends the waiting; work that has begun is not stopped by it. */
  readonly signal?: AbortSignal | undefined;
}

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

const heartbeatMs = 5_000;
// Twelve missed heartbeats: long enough for a machine under load, short enough for the next user.
const silentMs = 60_000;

/**
 * Runs `work` while it alone holds the lock file, waits for its turn as long as the owner is alive, and returns what
 * `work` returns.
 *
 * A lock whose owner has died (same machine), or has given no sign of life for a minute, is broken.
 * @throws what `work` throws; Error of the file system; the signal's reason when aborted while waiting.
 */
export async function withFolderLock<T>(
  lockFile: string,
  work: () => Promise<T>,
  { onWait, signal }: FolderLockOptions = {},
): Promise<T> {
  const owner: Owner = { pid: process.pid, host: hostname(), token: randomUUID() };
  await mkdir(path.dirname(lockFile), { recursive: true });
  for (let turn = 0; !(await tryCreate(lockFile, owner)); turn++) {
    signal?.throwIfAborted();
    if (await breakStale(lockFile)) continue;
    if (turn % 5 === 0) onWait?.((await readOwner(lockFile))?.pid);
    await sleep(200, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(lockFile, now, now).catch(() => undefined);
  }, heartbeatMs);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await readOwner(lockFile))?.token === owner.token) await rm(lockFile, { force: true });
  }
}

async function tryCreate(lockFile: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(lockFile, JSON.stringify(owner), { flag: "wx" });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Removes a lock whose owner is gone. True when the caller should try again at once. */
async function breakStale(lockFile: string): Promise<boolean> {
  const owner = await readOwner(lockFile);
  const changed = await stat(lockFile).catch(() => undefined);
  if (!changed) return true;
  const dead = owner !== undefined && owner.host === hostname() && !isAlive(owner.pid);
  if (!dead && Date.now() - changed.mtimeMs < silentMs) return false;
  // Renamed first: of two processes that both saw the stale lock only one gets it, and neither deletes the other's new
  // one unseen.
  const grave = `${lockFile}.${randomUUID()}`;
  try {
    await rename(lockFile, grave);
  } catch {
    return true;
  }
  const buried = await readOwner(grave);
  if (buried && buried.token !== owner?.token) await rename(grave, lockFile);
  else await rm(grave, { force: true });
  return true;
}

async function readOwner(lockFile: string): Promise<Owner | undefined> {
  try {
    const owner: unknown = JSON.parse(await readFile(lockFile, "utf8"));
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined; // just released, or its owner was killed between creating and filling it
  }
}

function isOwner(value: unknown): value is Owner {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "host" in value &&
    typeof value.host === "string" &&
    "token" in value &&
    typeof value.token === "string"
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM"; // it lives, but belongs to another user
  }
}

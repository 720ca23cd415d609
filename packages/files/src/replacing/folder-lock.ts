/** One process at a time per folder: a lock file that a killed owner cannot keep, and a sleeping one does not lose. */
import { type FileHandle, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  breakLock,
  createLock,
  giveSign,
  type LockOwner,
  lifeOfOwner,
  newOwner,
  readOwner,
  type SeenLock,
  seeLock,
  silenceMs,
} from "./lock-file.ts";
import { LockLostError } from "./lock-lost-error.ts";
import { makeFolder } from "./make-folder.ts";

/** The process that is waited for. */
export interface LockHolder {
  /** The host that it runs on, by its own name for itself. */
  readonly host: string;
  /**
   * Whether it lives for certain: it is a process of this machine, or gave a sign of life while it was waited for. What
   * is not certain is settled within a minute.
   */
  readonly isAlive: boolean;
}

/** How to wait for a lock. */
export interface FolderLockOptions {
  /**
   * Called about once a second while another process has the lock; `owner` is that process's id, where it is known.
   */
  readonly onWait?: (owner: number | undefined, holder: LockHolder | undefined) => void;
  /** Ends the waiting; work that has begun is not stopped by it. */
  readonly signal?: AbortSignal | undefined;
}

/** The lock while the work runs. */
export interface HeldLock {
  /**
   * Resolves while the lock is this process's; to be called before each write to what the lock guards.
   * @throws LockLostError when another process has taken the lock, or it was removed.
   */
  readonly requireHeld: () => Promise<void>;
}

const signEveryMs = 5_000;
// Twelve missed signs: long enough for a machine under load, short enough for the next user.
const silentMs = 60_000;
const pollMs = 200;

/**
 * Runs `work` while it alone holds the lock file, waits for its turn as long as the owner is alive, and returns what
 * `work` returns.
 *
 * On one machine the owner holds it as long as its process lives, stopped or asleep too; a process that merely has the
 * number of a dead one holds nothing. An owner that can't be seen from here (on another machine, in another container,
 * before the machine started anew) holds it until it has given no sign of life for a minute, by the clock of the file
 * system; should it wake later, `requireHeld` tells it. That needs a file system on which of two processes that make
 * the same new file only one succeeds, as local ones, NFS from version 3 on, SMB and Lustre are.
 * @throws what `work` throws; Error of the file system; the signal's reason when aborted while waiting.
 */
export async function withFolderLock<T>(
  lockFile: string,
  work: (lock: HeldLock) => Promise<T>,
  { onWait, signal }: FolderLockOptions = {},
): Promise<T> {
  const owner = newOwner();
  const file = await takeLock(lockFile, owner, { ...(onWait && { onWait }), signal });
  const signs = setInterval(() => void giveSign(file, owner).catch(() => undefined), signEveryMs);
  signs.unref();
  try {
    return await work({
      requireHeld: async () => {
        const now = await readOwner(lockFile);
        if (now?.token !== owner.token) throw new LockLostError(lockFile, now);
      },
    });
  } finally {
    clearInterval(signs);
    await file.close();
    if ((await readOwner(lockFile))?.token === owner.token) await rm(lockFile, { force: true });
  }
}

async function takeLock(
  lockFile: string,
  owner: LockOwner,
  { onWait, signal }: FolderLockOptions,
): Promise<FileHandle> {
  await makeFolder(path.dirname(lockFile));
  let first: SeenLock | undefined;
  for (let turn = 0; ; turn++) {
    const file = await createLock(lockFile, owner);
    if (file !== undefined) return file;
    signal?.throwIfAborted();
    const seen = await seeLock(lockFile);
    if (seen === undefined) continue;
    if (first === undefined || first.owner?.token !== seen.owner?.token) first = seen;
    const life = lifeOfOwner(seen.owner);
    const looksAgain = turn % 5 === 0;
    if (life === "dead" || (life === "unseen" && looksAgain && (await silenceMs(lockFile, seen.signMs)) >= silentMs)) {
      await breakLock(lockFile, seen.owner);
      continue;
    }
    if (looksAgain) {
      const isAlive = life === "alive" || seen.signMs !== first.signMs;
      onWait?.(seen.owner?.pid, seen.owner && { host: seen.owner.host, isAlive });
    }
    await sleep(pollMs, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
  }
}

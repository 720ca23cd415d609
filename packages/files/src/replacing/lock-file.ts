/** What stands in a lock's file, and how long ago its owner gave a sign of life. */
import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { errorCode } from "../error-code.ts";
import { type Life, lifeOf, ownIdentity, type ProcessIdentity } from "../process-identity.ts";
import { readWhole } from "../read-whole.ts";

/** Who has a lock. */
export interface LockOwner extends ProcessIdentity {
  readonly host: string;
  /** Tells this turn from every other one, of the same process too. */
  readonly token: string;
}

/** A lock's file as it was read. */
export interface SeenLock {
  /** Undefined for a file that its owner has not filled, or that is damaged. */
  readonly owner: LockOwner | undefined;
  /** The time of the last sign of life, by the clock of the file system. */
  readonly signMs: number;
}

/** A new owner: this process, with a token of its own. */
export function newOwner(): LockOwner {
  return { ...ownIdentity(), host: hostname(), token: randomUUID() };
}

/** Makes the lock's file; undefined where there is one. */
export async function createLock(lockFile: string, owner: LockOwner): Promise<FileHandle | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(lockFile, "wx");
    await handle.write(JSON.stringify(owner), 0);
    return handle;
  } catch (error) {
    if (handle === undefined && errorCode(error) === "EEXIST") return undefined;
    await handle?.close();
    if (handle !== undefined) await rm(lockFile, { force: true }); // a full disk must not leave a lock that is nobody's
    throw error;
  }
}

/** Gives a sign of life: the file system notes the time, by its own clock, of the same bytes. */
export async function giveSign(handle: FileHandle, owner: LockOwner): Promise<void> {
  await handle.write(JSON.stringify(owner), 0);
  await handle.datasync(); // a network's file system would keep it to itself for half a minute
}

/** The lock as it stands; undefined where there is none. */
export async function seeLock(lockFile: string): Promise<SeenLock | undefined> {
  const owner = await readOwner(lockFile);
  const changed = await stat(lockFile).catch(() => undefined);
  return changed && { owner, signMs: changed.mtimeMs };
}

/** Reads whose lock it is; undefined where there is none or it can't be read. */
export async function readOwner(lockFile: string): Promise<LockOwner | undefined> {
  try {
    const owner: unknown = JSON.parse(String(await readWhole(lockFile, { mostBytes: 2 ** 16 })));
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined; // just released, or its owner was killed between creating and filling it
  }
}

/** Whether the owner still runs, as far as that can be seen from here. */
export function lifeOfOwner(owner: LockOwner | undefined): Life {
  if (owner === undefined) return "unseen";
  if (owner.place !== undefined) return lifeOf(owner);
  // A lock of version 0.1.0, which knows no more than the host's name.
  return owner.host === hostname() ? lifeOf({ pid: owner.pid, place: ownIdentity().place }) : "unseen";
}

/**
 * How far the last sign of life is from now, by the file system's own clock: those of two machines may differ, and one
 * that was set back would leave a lock from the future.
 */
export async function silenceMs(lockFile: string, signMs: number): Promise<number> {
  const probe = `${lockFile}.${randomUUID()}`;
  const handle = await open(probe, "wx");
  try {
    return Math.abs((await handle.stat()).mtimeMs - signMs);
  } finally {
    await handle.close();
    await rm(probe, { force: true });
  }
}

/** Removes the lock of `owner`, unless another has taken its place. */
export async function breakLock(lockFile: string, owner: LockOwner | undefined): Promise<void> {
  // Renamed first: of two processes that both saw the stale lock only one gets it, and neither deletes the other's new
  // one unseen.
  const grave = `${lockFile}.${randomUUID()}`;
  try {
    await rename(lockFile, grave);
  } catch {
    return;
  }
  const buried = await readOwner(grave);
  if (buried && buried.token !== owner?.token) await rename(grave, lockFile);
  else await rm(grave, { force: true });
}

function isOwner(value: unknown): value is LockOwner {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    Number.isSafeInteger(value.pid) &&
    Number(value.pid) > 0 &&
    "host" in value &&
    typeof value.host === "string" &&
    "token" in value &&
    typeof value.token === "string" &&
    ["place", "started"].every((name) => ["string", "undefined"].includes(typeof Reflect.get(value, name)))
  );
}

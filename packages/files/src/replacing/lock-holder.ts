/** Whether a lock is held, for who only wants to know. */
import { lifeOfOwner, seeLock } from "./lock-file.ts";

/** A lock of which nothing more can be seen counts as held for so long after its last sign of life. */
const silentMs = 60_000;

/**
 * Whether a process holds the lock file, without waiting for it and without writing anything.
 *
 * Of a process of this machine it is certain. One that can't be seen from here counts as alive for a minute after its
 * last sign of life, by this machine's clock: where that differs from the file system's, the answer may be wrong.
 */
export async function isLockHeld(lockFile: string): Promise<boolean> {
  const seen = await seeLock(lockFile);
  if (seen === undefined) return false;
  const life = lifeOfOwner(seen.owner);
  return life === "alive" || (life === "unseen" && Math.abs(Date.now() - seen.signMs) < silentMs);
}

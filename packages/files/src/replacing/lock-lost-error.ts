/** A lock that another process holds by now, or nobody: the work that it guarded must not go on. */
export class LockLostError extends Error {
  override readonly name = "LockLostError";
  /** The lock's file. */
  readonly lockFile: string;
  /** The number of the process that has the lock now, where there is one. */
  readonly owner: number | undefined;

  constructor(lockFile: string, owner?: { readonly pid: number; readonly host: string }) {
    const got = owner === undefined ? "none" : `that of process ${owner.pid} on ${owner.host}`;
    super(
      `${lockFile}: expected the lock of this process, got ${got}. It stood still for over a minute, or somebody removed the lock: nothing more is written.`,
    );
    this.lockFile = lockFile;
    this.owner = owner?.pid;
  }
}

/** Tells errors of the disk from those of the network, which Node throws in the same form. */

const diskCalls = ["write", "ftruncate", "fsync", "open", "rename", "mkdir", "symlink"];

/** Whether an error is the file system's, of opening, writing or naming a file: its disk is full or forbids it. */
export function isDiskError(error: unknown): boolean {
  return error instanceof Error && "code" in error && "syscall" in error && diskCalls.includes(String(error.syscall));
}

/** Tells errors of the disk from those of the network, which Node throws in the same form, and what they mean. */
import { errorCode } from "./error-code.ts";

const diskCalls = ["write", "ftruncate", "fsync", "open", "rename", "mkdir", "symlink", "copyfile", "unlink"];

/** Whether an error is the file system's, of opening, writing or naming a file: its disk is full or forbids it. */
export function isDiskError(error: unknown): boolean {
  return error instanceof Error && "code" in error && "syscall" in error && diskCalls.includes(String(error.syscall));
}

/** Tells what an error says of a disk or a folder: it is full, it can't be written to, or, undefined, neither. */
export function diskProblem(error: unknown): "full" | "unwritable" | undefined {
  switch (errorCode(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return "full";
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOTDIR":
    case "EEXIST":
      return "unwritable";
    default:
      return undefined;
  }
}

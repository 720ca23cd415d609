/** Why a file could not be received, for a caller that says it in words of its own. */
import type { HashAlgorithm } from "./hash-file.ts";

/** What went wrong, with the facts of it; sizes are in bytes. */
export type ReceiveProblem =
  /** The connection broke too often without bringing anything new; the error's `cause` is the last break. */
  | { readonly kind: "interrupted"; readonly attempts: number; readonly receivedBytes: number }
  /** The disk failed while the file was written; the error's `cause` is the file system's error. */
  | { readonly kind: "disk-failed"; readonly attempts: number; readonly receivedBytes: number }
  /** The disk has less room than the file needs; nothing was asked of the server. */
  | { readonly kind: "no-room"; readonly folder: string; readonly neededBytes: number; readonly freeBytes: number }
  /** The server sent more than the file has. */
  | { readonly kind: "too-long"; readonly expectedBytes: number }
  /** The file came whole, and is another one. */
  | {
      readonly kind: "wrong-checksum";
      readonly algorithm: HashAlgorithm;
      readonly expected: string;
      readonly found: string;
    };

/** A file that could not be received; `problem` says why. */
export class ReceiveError extends Error {
  override readonly name = "ReceiveError";
  /** What went wrong. */
  readonly problem: ReceiveProblem;

  constructor(file: string, problem: ReceiveProblem, options?: ErrorOptions) {
    super(`${file}: ${describe(problem)}`, options);
    this.problem = problem;
  }
}

function describe(problem: ReceiveProblem): string {
  switch (problem.kind) {
    case "interrupted":
      return `expected the whole file, and after ${problem.attempts} attempts got ${problem.receivedBytes} bytes. Check the network.`;
    case "disk-failed":
      return `expected a disk that takes the file, and it failed after ${problem.receivedBytes} bytes. Make room on it.`;
    case "no-room":
      return `expected ${problem.neededBytes} bytes of free disk space in ${problem.folder}, got ${problem.freeBytes}. Free some.`;
    case "too-long":
      return `expected ${problem.expectedBytes} bytes, got more. Run again.`;
    case "wrong-checksum":
      return `expected a file with ${problem.algorithm} ${problem.expected}, got ${problem.found}. Run again.`;
    default:
      return problem satisfies never;
  }
}

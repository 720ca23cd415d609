/** Why a file could not be received, for a caller that says it in words of its own. */
import type { HashAlgorithm } from "./hash-file.ts";

/** How far a file came before the receiving stopped. */
interface BrokenOff {
  /** How often it was tried since the last time that something new came. */
  readonly attempts: number;
  /** The bytes that the partial file has. */
  readonly receivedBytes: number;
}

/** The connection broke too often without bringing anything new; the error's `cause` is the last break. */
export interface Interrupted extends BrokenOff {
  /** Tells this problem from the others. */
  readonly kind: "interrupted";
}

/** The disk failed while the file was written; the error's `cause` is the file system's error. */
export interface DiskFailed extends BrokenOff {
  /** Tells this problem from the others. */
  readonly kind: "disk-failed";
}

/** The disk has less room than the file needs; nothing was asked of the server. */
export interface NoRoom {
  /** Tells this problem from the others. */
  readonly kind: "no-room";
  /** The folder that the file was to be written to. */
  readonly folder: string;
  /** The bytes that were still to come. */
  readonly neededBytes: number;
  /** The bytes that the folder's disk has left. */
  readonly freeBytes: number;
}

/** The server sent more than the file has. */
export interface TooLong {
  /** Tells this problem from the others. */
  readonly kind: "too-long";
  /** The file's size in bytes. */
  readonly expectedBytes: number;
}

/** The file came whole, and is another one. */
export interface WrongChecksum {
  /** Tells this problem from the others. */
  readonly kind: "wrong-checksum";
  /** The hash function of both checksums. */
  readonly algorithm: HashAlgorithm;
  /** The checksum that the file must have, in hexadecimal. */
  readonly expected: string;
  /** The checksum that it has. */
  readonly found: string;
}

/** What went wrong while a file was received, with the facts of it. */
export type ReceiveProblem = Interrupted | DiskFailed | NoRoom | TooLong | WrongChecksum;

/** A file that could not be received; `problem` says why. */
export class ReceiveError extends Error {
  /** The name of the class, which tells the error from others where `instanceof` can not. */
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
      return `expected at most ${problem.expectedBytes} bytes, got more. Run again.`;
    case "wrong-checksum":
      return `expected a file with ${problem.algorithm} ${problem.expected}, got ${problem.found}. Run again.`;
    default:
      return problem satisfies never;
  }
}

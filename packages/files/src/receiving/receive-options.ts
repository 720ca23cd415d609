/** What is received, and how. */
import type { HashAlgorithm } from "./hash-file.ts";
import type { TransferLimits } from "./transfer-watch.ts";

/** The checksum that a file must have. */
export interface Checksum {
  /** The hash function. */
  readonly algorithm: HashAlgorithm;
  /** The digest in lower-case hexadecimal. */
  readonly hex: string;
}

/** How far a file has come. */
export interface ReceiveProgress {
  /** Whether the file is being received or checked. */
  readonly phase: "download" | "verify";
  /** The bytes received, or those already checked. */
  readonly receivedBytes: number;
  /** The file's size as far as it is known, never below `receivedBytes`. */
  readonly totalBytes: number;
}

/** What `receiveFile` is to receive, and how. */
export interface ReceiveFileOptions {
  /** The file that is filled; what is in it already is taken as the beginning, but a link there is removed. */
  readonly partial: string;
  /**
   * Asks the server for the file: with `headers`, which ask for the part from `firstByte` on unless that is 0.
   *
   * What it throws counts as a broken connection, and is tried again, unless `isFinal` says otherwise. An answer with
   * another status than 206 is taken for the whole file. `signal` ends the request and its answer: it is aborted by the
   * caller's signal, and when nothing comes.
   */
  readonly request: (
    headers: Readonly<Record<string, string>>,
    firstByte: number,
    signal: AbortSignal,
  ) => Promise<Response>;
  /** Whether an error of `request` is the server's last word, to be thrown as it is. Default: none is. */
  readonly isFinal?: ((error: unknown) => boolean) | undefined;
  /** The file's size in bytes. Default: what the server sends until it ends. */
  readonly bytes?: number | undefined;
  /** The most that is taken where `bytes` is not known. @default 8 GiB */
  readonly mostBytes?: number | undefined;
  /** When an attempt counts as broken off. Default: 30 s without a byte, or below 1000 bytes a second over a minute. */
  readonly limits?: TransferLimits | undefined;
  /** What the whole file must have. Default: it is not checked. */
  readonly checksum?: Checksum | undefined;
  /** Called after each piece that was received or checked. */
  readonly onProgress?: ((progress: ReceiveProgress) => void) | undefined;
  /** Stops the work; what has come stays in `partial`. */
  readonly signal?: AbortSignal | undefined;
}

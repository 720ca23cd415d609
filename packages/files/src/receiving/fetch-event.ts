/** What a fetch reports while it works, for a progress bar. */

/** One step of progress of a fetch. */
export interface FetchEvent {
  /** What is being done: looking for the file, receiving it, checking it, unpacking it, or waiting for a process. */
  readonly phase: "search" | "download" | "verify" | "unpack" | "wait";
  /** What is being fetched, such as "tensorflow-cpu 2.21.0". */
  readonly name: string;
  /**
   * Bytes done within the phase: of the file while it is received or checked, of its contents while they are unpacked;
   * 0 while searching or waiting.
   */
  readonly receivedBytes: number;
  /** Bytes that the phase has in all, as far as known; 0 while searching or waiting. */
  readonly totalBytes: number;
  /** A word more to show, such as the licence of the file or which process is waited for. */
  readonly detail?: string;
}

/** A function that hears of the progress of a fetch. */
export type OnProgress = (event: FetchEvent) => void;

/** What a fetch reports while it works, for a progress bar. */

/**
 * One step of progress.
 *
 * `receivedBytes` and `totalBytes` count within the phase: bytes of the wheel while downloading and verifying, bytes of
 * the unpacked files while unpacking. While searching or waiting for another process both are 0, and `detail` says for
 * what.
 */
export interface FetchEvent {
  readonly phase: "search" | "download" | "verify" | "unpack" | "wait";
  /** What is being fetched, such as "tensorflow-cpu 2.21.0". */
  readonly name: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
  readonly detail?: string;
}

export type OnProgress = (event: FetchEvent) => void;

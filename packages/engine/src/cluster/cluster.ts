/** The processes that compute together, seen from one of them. */

/** Processes that compute together; `joinCluster` makes one. */
export interface Cluster {
  /** Which of the processes this is, from 0. */
  readonly task: number;
  /** How many processes there are. */
  readonly size: number;
  /** The address of every process, `host:port`. */
  readonly peers: readonly string[];
  /** Aborted, with the ClusterError as its reason, when a peer is lost or has stopped. */
  readonly signal: AbortSignal;
  /**
   * Finds the error to throw for one that a traced function with `allReduce` failed with: a ClusterError that names the
   * peer where one was lost or has stopped; else the error itself, and the others are told that this process stops.
   */
  explain(error: unknown): Promise<unknown>;
  /**
   * Tells all others that this process stops, and why: their calls end with an error. It takes a second, in which they
   * hear it.
   */
  abort(reason: string): Promise<void>;
  /**
   * Waits until all others leave too, 10 minutes at most, and ends the watch over them: call it before the process
   * ends, else the others take it for lost. It throws nothing; a process is in one cluster in its life.
   */
  leave(): Promise<void>;
}

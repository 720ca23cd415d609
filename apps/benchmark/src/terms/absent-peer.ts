/** A peer that can't run on this machine or can't do the task, which is not the same as a slow one. */
export interface AbsentPeer {
  /** The name of the peer or of its side, as `--against` takes it. */
  readonly peer: string;
  /** Why it is not there, and what to do. */
  readonly reason: string;
}

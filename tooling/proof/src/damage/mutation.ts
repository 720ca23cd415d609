/** One way in which a run's folder is damaged. */
export interface Mutation {
  /** The file that is damaged. */
  readonly file: string;
  /** The row of the table that it counts in. */
  readonly kind: string;
  /** Which one of that kind. */
  readonly name: string;
  /** Damages a copy of the run in `folder`. */
  readonly damage: (folder: string) => Promise<void>;
}

/** The files of a run that a training goes on from. */
export const runFiles = ["config.json", "metrics.jsonl", "last.safetensors", "best.safetensors"] as const;

/** What a format is to the fuzzer: files to begin with, a reader, its errors and its limits. */

/** What a read cost, counted by the reader itself. */
export interface Costs {
  bytes: number;
  operations: number;
}

/** One row of `formats`. */
export interface FuzzFormat {
  /** The folder below `corpus` with files that were once read wrongly has this name too. */
  readonly name: string;
  /** The ending of its files, with the dot. */
  readonly ending: string;
  /** Good files, which mutations begin with. */
  readonly seeds: () => Promise<readonly Buffer[]>;
  /**
   * Reads a file whole, adds what it cost to `costs` as it goes, and checks that what was read agrees with itself.
   * @throws the reader's error, or any other when what was read contradicts itself.
   */
  readonly read: (file: string, costs: Costs) => Promise<void>;
  /** Whether an error is one of those that the reader documents. */
  readonly isNamed: (error: Error) => boolean;
  /** The most that a file of so many bytes may cost. */
  readonly limits: (fileBytes: number) => Costs;
}

/** steps.jsonl: what each step measured, appended about once a second and thinned out when it has grown long. */
import { open } from "node:fs/promises";
import { errorCode, readWhole, readWholeSync, replaceFile } from "@tresnet/files";
import { linesOf, parseSteps, type StepHead, type StepRow, stepsText, thinned, usualColumns } from "./step-rows.ts";

/** Where a training goes on. */
export interface StepLogStart {
  /** The number of steps in each epoch. */
  readonly stepsPerEpoch: number;
  /** Steps of the run that are done: rows after them are dropped. */
  readonly totalSteps: number;
}

/** What a step log is made of. */
export interface StepLogOptions {
  /** Asked before each write. @throws when the folder is another process's by now. */
  readonly requireHeld: () => Promise<void>;
  /** Is told once when the log can't be written any more: the training goes on without it. */
  readonly onProblem: (message: string) => void;
  /** Rows that the file has at most; with as many they are thinned out to half. @default 8192 */
  readonly mostRows?: number;
  /** Milliseconds between two writes. @default 1000 */
  readonly everyMs?: number;
}

/** A row of 20 columns has 250 bytes at most. */
export const mostStepBytes: number = 2 ** 23;

/** A log that steps are added to; nothing of it waits for the disk, and `close` brings the rest there. */
export class StepLog {
  readonly #file: string;
  readonly #options: StepLogOptions;
  readonly #most: number;
  readonly #everyMs: number;
  #head: StepHead = { columns: [...usualColumns], every: 1, stepsPerEpoch: 1 };
  /** All rows of the file. */
  #rows: StepRow[] = [];
  /** How many of them are written. */
  #written = 0;
  #hasFile = false;
  #timer: NodeJS.Timeout | undefined;
  #queue: Promise<void> = Promise.resolve();
  #isLost = false;

  constructor(file: string, options: StepLogOptions) {
    const { mostRows = 8192, everyMs = 1000 } = options;
    this.#file = file;
    this.#options = options;
    this.#most = mostRows;
    this.#everyMs = everyMs;
  }

  /**
   * Begins, or goes on with what an earlier process has left; gives the seconds that it had trained when it was at
   * `totalSteps`, 0 where that is not known.
   */
  start({ stepsPerEpoch, totalSteps }: StepLogStart): number {
    this.#head = { ...this.#head, stepsPerEpoch };
    try {
      const found = parseSteps(readWholeSync(this.#file, { mostBytes: mostStepBytes }).toString("utf8"));
      if (found) this.#head = { ...found.head, stepsPerEpoch };
      this.#rows = found?.rows.filter(([step = 0]) => step <= totalSteps) ?? [];
      void this.#inTurn(() => this.#rewrite());
    } catch (error) {
      if (errorCode(error) !== "ENOENT") void this.#inTurn(() => Promise.reject(error));
    }
    return this.#rows.at(-1)?.[usualColumns.indexOf("seconds")] ?? 0;
  }

  /** Takes note of a step: its usual columns in their order, and the parts of its loss by name. */
  add(usual: readonly number[], parts: Readonly<Record<string, number>> = {}): void {
    if (this.#isLost) return;
    const names = Object.keys(parts);
    if (this.#rows.length === 0 && !this.#hasFile) {
      this.#head = { ...this.#head, columns: [...usualColumns, ...names] };
    }
    const further = this.#head.columns.slice(usualColumns.length).map((name) => parts[name] ?? Number.NaN);
    this.#rows.push([...usual, ...further]);
    this.#timer ??= setTimeout(() => void this.flush(), this.#everyMs).unref();
  }

  /** Brings all rows to the file. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#inTurn(async () => {
      if (this.#written === this.#rows.length) return;
      if (!this.#hasFile || this.#rows.length >= this.#most) return this.#rewrite();
      const added = this.#rows.slice(this.#written);
      await this.#options.requireHeld();
      const handle = await open(this.#file, "a");
      try {
        await handle.appendFile(linesOf(added));
      } finally {
        await handle.close();
      }
      this.#written += added.length;
    });
  }

  /** Writes the whole file anew, with fewer rows where there are too many. */
  async #rewrite(): Promise<void> {
    const count = this.#rows.length;
    if (count >= this.#most) {
      const { every, rows } = thinned(this.#rows, this.#head.every, this.#most);
      this.#head = { ...this.#head, every };
      this.#rows = rows;
    }
    const rows = [...this.#rows];
    await this.#options.requireHeld();
    await replaceFile(this.#file, (handle) => handle.writeFile(stepsText(this.#head, rows)));
    this.#hasFile = true;
    this.#written = rows.length;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      if (this.#isLost) return;
      try {
        await work();
      } catch (error) {
        this.#isLost = true;
        this.#rows = [];
        const reason = error instanceof Error ? error.message : String(error);
        this.#options.onProblem(`${this.#file} can't be written (${reason}): the training goes on without it`);
      }
    });
    return this.#queue;
  }
}

/**
 * The text of a run's step log; undefined where there is none.
 * @throws Error where it can't be read or is too large.
 */
export async function readSteps(file: string): Promise<string | undefined> {
  try {
    return (await readWhole(file, { mostBytes: mostStepBytes })).toString("utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

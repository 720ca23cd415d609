/** A side of `tresnet-bench accuracy` on several processes, which train together as one side. */
import { loopbackAddresses } from "@tresnet/engine";
import type { Program } from "../../processes/program.ts";
import { AccuracyChild } from "./accuracy-child.ts";
import type { AccuracyProgress, AccuracyStart, AccuracyStarted, AccuracyTrained } from "./accuracy-messages.ts";

/** The processes of a side, spoken to as one. */
export class AccuracyTeam implements Pick<AccuracyChild, "start" | "epoch" | "finish" | "kill"> {
  readonly #children: readonly AccuracyChild[];

  constructor(name: string, program: Program, processes: number) {
    this.#children = Array.from(
      { length: processes },
      (_, task) => new AccuracyChild(processes === 1 ? name : `${name}, process ${task}`, program),
    );
  }

  /**
   * Starts all of them; each takes an equal part of every batch and of the threads.
   * @throws RangeError where the batch can't be dealt out evenly: then steps would not be one process's.
   */
  async start(request: AccuracyStart): Promise<AccuracyStarted> {
    const count = this.#children.length;
    if (count === 1) return this.#all((child) => child.start(request));
    const { settings } = request;
    if (settings.batchSize % count !== 0) {
      throw new RangeError(
        `accuracy: expected --batch-size to be a multiple of ${count} processes, got ${settings.batchSize}.`,
      );
    }
    const threads = Math.max(1, Math.floor(settings.threads / count));
    const part = { ...settings, batchSize: settings.batchSize / count, threads };
    const peers = await loopbackAddresses(count);
    return this.#all((child, task) => child.start({ ...request, settings: part, cluster: { peers, task } }));
  }

  /** Trains one epoch and evaluates; the slowest process's time counts, and loss and accuracy are the same in all. */
  async epoch(onProgress: (progress: AccuracyProgress) => void): Promise<AccuracyTrained> {
    const all = await Promise.all(
      this.#children.map((child, task) => child.epoch(task === 0 ? onProgress : () => undefined)),
    );
    const [first] = all;
    if (first === undefined) throw new Error("accuracy: expected at least one process.");
    const images = all.reduce((sum, own) => sum + own.images, 0);
    return { ...first, images, seconds: Math.max(...all.map(({ seconds }) => seconds)) };
  }

  /** Lets all processes end. */
  async finish(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.finish()));
  }

  /** Ends all processes at once. */
  kill(): void {
    for (const child of this.#children) child.kill();
  }

  /** Asks all at the same time, and gives the first one's answer. */
  async #all<Answer>(ask: (child: AccuracyChild, task: number) => Promise<Answer>): Promise<Answer> {
    const [first] = await Promise.all(this.#children.map(ask));
    if (first === undefined) throw new Error("accuracy: expected at least one process.");
    return first;
  }
}

/** `--log tensorboard`: event files in the folder "tensorboard" of the run. */
import path from "node:path";
import type { Tensor } from "@tensorflow/tfjs-core";
import { makeFolder } from "@tresnet/files";
import { UsageError } from "../../errors.ts";
import type { LoggedRun, LoggerRow, RunLogger } from "../run-logger.ts";
import { SummaryWriter } from "./summary-writer.ts";

/** The row of TensorBoard; `tensorboard --logdir runs` shows every run below a folder. */
export const tensorboard: LoggerRow = {
  shown: "tensorboard",
  check(target) {
    if (target === undefined) return;
    throw new UsageError(`--log: expected tensorboard alone, whose files lie in the run, got "tensorboard:${target}".`);
  },
  async open(_, run) {
    const folder = path.join(run.folder, "tensorboard");
    await makeFolder(folder);
    return new TensorBoardLogger(new SummaryWriter(folder), run);
  },
};

class TensorBoardLogger implements RunLogger {
  readonly #writer: SummaryWriter;
  readonly #histograms: boolean;

  constructor(writer: SummaryWriter, { doneSteps, histograms }: LoggedRun) {
    this.#writer = writer;
    this.#histograms = histograms;
    if (doneSteps !== undefined) writer.restart(doneSteps);
  }

  figures(step: number, figures: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(figures)) this.#writer.scalar(step, name, value);
  }

  picture(step: number, name: string, picture: Parameters<RunLogger["picture"]>[2]): void {
    this.#writer.image(step, name, picture);
  }

  weights(step: number, weights: ReadonlyMap<string, Tensor>): void {
    if (!this.#histograms) return;
    for (const [name, values] of weights) this.#writer.histogram(step, `weights/${name}`, values);
  }

  flush(): void {
    this.#writer.flush();
  }

  async close(): Promise<void> {
    this.#writer.close();
  }
}

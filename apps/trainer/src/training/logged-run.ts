/** Loggers as listeners of a training: what it tells, and what its passes find, goes to them too. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { weightsOf } from "@tresnet/blocks";
import { betweenCalls } from "@tresnet/engine";
import { InterruptedError } from "../errors.ts";
import type { AnyDatasetEvaluation } from "../evaluation/evaluate-dataset.ts";
import { answerSheet } from "../logging/answer-sheet.ts";
import { confusionPicture } from "../logging/confusion-picture.ts";
import { epochFigures, stepFigures } from "../logging/figures.ts";
import { openLoggers } from "../logging/loggers.ts";
import type { RunEnd, RunLogger } from "../logging/run-logger.ts";
import { flagsWithValues } from "../options/option-name.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import type { RunSetup } from "./run-setup.ts";
import type { ScoredImages } from "./tasks/task.ts";
import type { TrainEvent } from "./train-event.ts";

/**
 * Runs `work` on a setup whose events and scores the loggers of the settings hear too; a logger that fails is told of
 * once, and hears no more: the training goes on. Of processes that train together task 0 logs.
 */
export async function withLoggers<Result>(
  setup: RunSetup,
  options: TrainOptions,
  doneSteps: number | undefined,
  work: (setup: RunSetup) => Promise<Result>,
): Promise<Result> {
  const { log = [] } = options;
  const { job, run, team } = setup.epochs;
  if (log.length === 0 || team.task > 0) return work(setup);
  const tell = (message: string) => job.emit({ type: "notice", level: "warning", message });
  const { folder, name } = run;
  const logged = {
    folder,
    name,
    settings: flagsWithValues(options),
    doneSteps,
    histograms: options.logHistograms,
    tell,
  };
  const group = new LoggerGroup(await openLoggers(log, logged), options, tell);
  let end: RunEnd = "failed";
  try {
    const result = await work(heardBy(group, setup));
    end = "finished";
    return result;
  } catch (error) {
    if (error instanceof InterruptedError) end = "interrupted";
    throw error;
  } finally {
    await group.close(end);
  }
}

/** The setup, of which the loggers hear the events and the scores. */
function heardBy(group: LoggerGroup, setup: RunSetup): RunSetup {
  const { epochs, test } = setup;
  const { job, validation, learner } = epochs;
  const weights = () => new Map<string, Tensor>(weightsOf(learner.learnable.model));
  const emit = (event: TrainEvent) => {
    job.emit(event);
    group.hear(event, weights);
  };
  return {
    ...setup,
    epochs: { ...epochs, job: { ...job, emit }, validation: validation && group.listening(validation, "val") },
    test: test && group.listening(test, "test"),
  };
}

/** The loggers of a run as one. */
class LoggerGroup {
  #loggers: readonly RunLogger[];
  readonly #options: Pick<TrainOptions, "logEvery">;
  readonly #tell: (message: string) => void;
  #step = 0;
  #drawn: Promise<void> = Promise.resolve();

  constructor(loggers: readonly RunLogger[], options: Pick<TrainOptions, "logEvery">, tell: (message: string) => void) {
    this.#loggers = loggers;
    this.#options = options;
    this.#tell = tell;
  }

  /** Takes an event of the training. */
  hear(event: TrainEvent, weights: () => ReadonlyMap<string, Tensor>): void {
    if (event.type === "step") {
      this.#step = event.totalSteps;
      if (event.totalSteps % this.#options.logEvery !== 0 && event.step !== event.stepsPerEpoch) return;
      this.#each((logger) => logger.figures(event.totalSteps, stepFigures(event)));
    } else if (event.type === "epoch") {
      this.#step = event.metrics.step;
      this.#each((logger) => {
        logger.figures(event.metrics.step, epochFigures(event.metrics));
        logger.weights?.(event.metrics.step, weights());
        logger.flush();
      });
    }
  }

  /** The images, whose scores the loggers get as pictures. */
  listening(images: ScoredImages, part: "val" | "test"): ScoredImages {
    return {
      ...images,
      score: async (pass) => {
        const result = await images.score(pass);
        const step = this.#step;
        // Pictures are drawn while the training goes on, one pass after the other.
        this.#drawn = this.#drawn
          .then(() => this.#draw(step, part, images, result))
          .catch((error: unknown) => this.#tell(`--log: no pictures of the ${images.what} (${messageOf(error)})`));
        return result;
      },
    };
  }

  async close(end: RunEnd): Promise<void> {
    await this.#drawn;
    const closing = this.#loggers.map((logger) => logger.close(end).catch((error: unknown) => this.#tellOf(error)));
    await Promise.all(closing);
  }

  async #draw(step: number, part: string, { data }: ScoredImages, result: AnyDatasetEvaluation): Promise<void> {
    if (!("predictions" in result)) return;
    const { evaluation, predictions } = result;
    const matrix = evaluation.task === "single-label" ? evaluation.confusionMatrix : undefined;
    const pictures = {
      [`${part}/predictions`]: await answerSheet(data, predictions),
      [`${part}/confusion`]: await confusionPicture(matrix, data.classNames),
    };
    await betweenCalls(() => {
      for (const [name, picture] of Object.entries(pictures)) {
        if (picture !== undefined) this.#each((logger) => logger.picture(step, name, picture));
      }
    });
  }

  #each(use: (logger: RunLogger) => void): void {
    for (const logger of this.#loggers) {
      try {
        use(logger);
      } catch (error) {
        this.#loggers = this.#loggers.filter((one) => one !== logger);
        this.#tellOf(error);
      }
    }
  }

  #tellOf(error: unknown): void {
    this.#tell(`--log: a logger has failed and hears no more; the training goes on (${messageOf(error)})`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

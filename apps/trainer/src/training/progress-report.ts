/** How a training shows where it stands: a live line on a terminal, plain lines elsewhere. */

import type { EpochMetrics } from "../run-directory/metrics-log.ts";
import { formatDuration, formatFigure, formatPercent } from "../terminal/format.ts";
import { countLine, paintProgress, trainingLine } from "../terminal/progress-line.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface ProgressOptions {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Steps between plain lines where there is no live line. */
  readonly logInterval: number;
}

/** What a step adds. */
export interface StepProgress {
  /** From 0. */
  readonly epoch: number;
  /** Steps of the epoch that are done. */
  readonly step: number;
  readonly images: number;
  readonly loss: number;
  readonly accuracy: number;
  /** What the line names in place of the epoch. */
  readonly label?: string;
}

export class ProgressReport {
  readonly #terminal: Terminal;
  readonly #options: ProgressOptions;
  // Rates are of the present epoch, since what a step does may change with it, without its first step, which may trace
  // and compile.
  #epoch = -1;
  #images = 0;
  #imageSeconds = 0;
  /** Images per second before that: of the epoch before, or of the first step. */
  #earlier = 0;
  #validationSeconds = 0;

  constructor(terminal: Terminal, options: ProgressOptions) {
    this.#terminal = terminal;
    this.#options = options;
  }

  /** Images per second of the present epoch so far. */
  get imagesPerSecond(): number {
    return this.#imageSeconds === 0 ? this.#earlier : this.#images / this.#imageSeconds;
  }

  /** Takes note of one step that took `seconds`. */
  step(progress: StepProgress, seconds: number): void {
    if (progress.epoch !== this.#epoch) {
      this.#earlier = this.imagesPerSecond || progress.images / seconds;
      [this.#epoch, this.#images, this.#imageSeconds] = [progress.epoch, 0, 0];
    } else {
      this.#images += progress.images;
      this.#imageSeconds += seconds;
    }
    const { epochs, stepsPerEpoch, logInterval } = this.#options;
    const secondsPerStep = progress.images / this.imagesPerSecond;
    const left = (epochs - progress.epoch) * stepsPerEpoch - progress.step;
    const line = {
      epoch: progress.epoch + 1,
      epochs,
      label: progress.label,
      step: progress.step,
      steps: stepsPerEpoch,
      imagesPerSecond: this.imagesPerSecond,
      loss: progress.loss,
      accuracy: progress.accuracy,
      secondsLeft: left * secondsPerStep + (epochs - progress.epoch) * this.#validationSeconds,
    };
    if (this.#terminal.live) {
      this.#terminal.update(paintProgress(trainingLine(line, this.#terminal.columns - 1), this.#terminal.colors));
    } else if (progress.step % logInterval === 0) {
      this.#terminal.line(trainingLine(line, 200));
    }
  }

  /** Shows how far a counted piece of work is, on a live line only. */
  count(label: string, done: number, total: number): void {
    this.#terminal.update(
      paintProgress(countLine(label, done, total, this.#terminal.columns - 1), this.#terminal.colors),
    );
  }

  /** Shows how many images have been through a backbone whose features are kept. */
  readonly features = (done: number, total: number): void => this.count("computing features", done, total);

  /** Prints the line that stays of an epoch. */
  epoch(metrics: EpochMetrics, { isBest, validationSeconds }: { isBest: boolean; validationSeconds: number }): void {
    this.#validationSeconds = validationSeconds;
    const { colors } = this.#terminal;
    const { epoch, trainLoss, trainAccuracy, seconds } = metrics;
    const width = String(this.#options.epochs).length;
    const parts = [
      `epoch ${String(epoch).padStart(width)}/${this.#options.epochs}`,
      `train loss ${trainLoss.toFixed(3)} acc ${formatPercent(trainAccuracy)}`,
      validationText(metrics),
      `${formatFigure(metrics.imagesPerSecond)} img/s`,
      formatDuration(seconds),
    ].filter((part) => part !== false);
    this.#terminal.line(parts.join("  ") + (isBest ? colors.green("  ★ best") : ""));
  }
}

/** The figures of the held-out images; of several labels per image mAP instead of accuracies. */
function validationText(metrics: EpochMetrics): string | false {
  const { valLoss, valAccuracy, valBalancedAccuracy, valMeanAveragePrecision } = metrics;
  if (valLoss === undefined) return false;
  const figures =
    valBalancedAccuracy === undefined
      ? `mAP ${valMeanAveragePrecision === undefined ? "–" : formatPercent(valMeanAveragePrecision)} all right ${formatPercent(valAccuracy)}`
      : `acc ${formatPercent(valAccuracy)} balanced ${formatPercent(valBalancedAccuracy)}`;
  return `val loss ${valLoss.toFixed(3)} ${figures}`;
}

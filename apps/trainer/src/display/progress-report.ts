/** How a training shows where it stands: a live line on a terminal, plain lines elsewhere. */

import type { EpochMetrics } from "../run-directory/metrics-log.ts";
import { paintProgress, trainingLine } from "../terminal/progress-line.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatDuration, formatFigure, formatPercent } from "../text/format.ts";
import { lossesText } from "./detection/losses-text.ts";

/** What a progress line is measured by. */
export interface ProgressOptions {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Steps between plain lines where there is no live line. */
  readonly logInterval: number;
}

/** What a step adds. */
export interface StepProgress {
  /** Counted from 1. */
  readonly epoch: number;
  /** Steps of the epoch that are done. */
  readonly step: number;
  readonly images: number;
  readonly loss: number;
  readonly accuracy?: number | undefined;
  /** The losses of the step that its loss is the sum of. */
  readonly losses?: Readonly<Record<string, number>> | undefined;
  readonly imagesPerSecond: number;
  /** What the line names in place of the epoch. */
  readonly label?: string;
}

/** What the metrics of an epoch do not say. */
export interface EpochEnd {
  readonly isBest: boolean;
  readonly validationSeconds: number;
}

/** The lines of a training while it runs. */
export class ProgressReport {
  readonly #terminal: Terminal;
  readonly #options: ProgressOptions;
  #validationSeconds = 0;

  constructor(terminal: Terminal, options: ProgressOptions) {
    this.#terminal = terminal;
    this.#options = options;
  }

  /** Shows where the training stands after one step. */
  step({ epoch, step, images, loss, losses, accuracy, imagesPerSecond, label }: StepProgress): void {
    const { epochs, stepsPerEpoch, logInterval } = this.#options;
    const epochsLeft = epochs - (epoch - 1);
    const stepsLeft = epochsLeft * stepsPerEpoch - step;
    const line = {
      epoch,
      epochs,
      label,
      step,
      steps: stepsPerEpoch,
      imagesPerSecond,
      loss,
      accuracy,
      losses: losses && lossesText(losses),
      secondsLeft: stepsLeft * (images / imagesPerSecond) + epochsLeft * this.#validationSeconds,
    };
    if (this.#terminal.live) {
      this.#terminal.update(paintProgress(trainingLine(line, this.#terminal.columns - 1), this.#terminal.colors));
    } else if (step % logInterval === 0) {
      this.#terminal.line(trainingLine(line, 200));
    }
  }

  /** Prints the line that stays of an epoch. */
  epoch(metrics: EpochMetrics, { isBest, validationSeconds }: EpochEnd): void {
    this.#validationSeconds = validationSeconds;
    const { colors } = this.#terminal;
    const { epoch, trainLoss, trainAccuracy, trainLosses, seconds } = metrics;
    const width = String(this.#options.epochs).length;
    const parts = [
      `epoch ${String(epoch).padStart(width)}/${this.#options.epochs}`,
      [
        `train loss ${trainLoss.toFixed(3)}`,
        ...(trainAccuracy === undefined ? [] : [`acc ${formatPercent(trainAccuracy)}`]),
        ...(trainLosses === undefined ? [] : [lossesText(trainLosses)]),
      ].join(" "),
      validationText(metrics),
      `${formatFigure(metrics.imagesPerSecond)} img/s`,
      formatDuration(seconds),
    ].filter((part) => part !== false);
    this.#terminal.line(parts.join("  ") + (isBest ? colors.green("  ★ best") : ""));
  }
}

/** The figures of the held-out images; where images have several labels, mAP instead of accuracies. */
function validationText(metrics: EpochMetrics): string | false {
  const { valLoss, valAccuracy, valBalancedAccuracy, valMeanAveragePrecision } = metrics;
  const { valAveragePrecision, valAveragePrecision50 } = metrics;
  if (valAveragePrecision !== undefined) {
    return `val AP ${formatPercent(valAveragePrecision)} AP50 ${formatPercent(valAveragePrecision50)}`;
  }
  if (valLoss === undefined) return false;
  const figures =
    valBalancedAccuracy === undefined
      ? `mAP ${valMeanAveragePrecision === undefined ? "–" : formatPercent(valMeanAveragePrecision)} all right ${formatPercent(valAccuracy)}`
      : `acc ${formatPercent(valAccuracy)} balanced ${formatPercent(valBalancedAccuracy)}`;
  return `val loss ${valLoss.toFixed(3)} ${figures}`;
}

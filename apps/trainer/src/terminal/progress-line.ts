/** The text of the live line: what fits of it, most important first. */

import { formatDuration, formatFigure, formatPercent } from "../text/format.ts";
import type { Colors } from "./terminal.ts";

/** Where a training run stands. */
export interface TrainingProgress {
  /** Counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Stands in the place of the epoch. */
  readonly label?: string | undefined;
  /** Steps of this epoch that are done. */
  readonly step: number;
  readonly steps: number;
  readonly imagesPerSecond: number;
  /** Means over this epoch so far. */
  readonly loss: number;
  readonly accuracy?: number | undefined;
  /** The losses of the last step that the loss is the sum of, in short. */
  readonly losses?: string | undefined;
  /** Until the last epoch is over. */
  readonly secondsLeft: number;
}

interface Part {
  readonly text: string;
  /** The higher, the earlier it is dropped. */
  readonly rank: number;
}

/**
 * One line for a training run, at most `columns` wide:
 * `epoch 3/20 ━━━━━━──── 62%  312 img/s  loss 0.412  acc 87.1%  ETA 1m 23s`.
 */
export function trainingLine(progress: TrainingProgress, columns: number): string {
  const { epoch, epochs, step, steps, imagesPerSecond, loss, losses, accuracy, secondsLeft } = progress;
  const { label = `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}` } = progress;
  return dropToFit(
    [
      { text: label, rank: 0 },
      { text: progressBar(step / steps, 20), rank: 5 },
      { text: `${Math.floor((step / steps) * 100)}%`.padStart(4), rank: 1 },
      { text: `${formatFigure(imagesPerSecond)} img/s`, rank: 4 },
      { text: `loss ${loss.toFixed(3)}`, rank: 3 },
      ...(accuracy === undefined ? [] : [{ text: `acc ${formatPercent(accuracy)}`, rank: 2 }]),
      ...(losses === undefined ? [] : [{ text: losses, rank: 3 }]),
      { text: `ETA ${formatDuration(secondsLeft)}`, rank: 1 },
    ],
    columns,
  );
}

/** One line for counted work of a known or unknown length: `validating ━━━━──── 40%`. */
export function countLine(label: string, done: number, total: number | undefined, columns: number, unit = ""): string {
  const known = total !== undefined && total > 0;
  return dropToFit(
    [
      { text: label, rank: 0 },
      ...(known ? [{ text: progressBar(done / total, 20), rank: 2 }] : []),
      ...(known ? [{ text: `${Math.floor((done / total) * 100)}%`.padStart(4), rank: 1 }] : []),
      ...(unit === "" ? [] : [{ text: unit, rank: 1 }]),
    ],
    columns,
  );
}

/** `━━━━━━──────` for a share from 0 to 1. */
export function progressBar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return "━".repeat(full) + "─".repeat(width - full);
}

/** Colours the parts of a progress line that carry meaning; adds no visible width. */
export function paintProgress(line: string, colors: Colors): string {
  return line.replace(/━+/, (bar) => colors.green(bar)).replace(/─+/, (rest) => colors.dim(rest));
}

// Drops the parts of the highest rank until the rest fits, then cuts.
function dropToFit(parts: readonly Part[], columns: number): string {
  let kept = [...parts];
  for (let line = ""; ; ) {
    line = kept.map((part) => part.text).join("  ");
    if (line.length <= columns) return line;
    const worst = Math.max(...kept.map((part) => part.rank));
    if (kept.length === 1 || worst === 0) return line.slice(0, Math.max(0, columns));
    kept = kept.filter((part) => part.rank < worst);
  }
}

/** Loss, accuracy and learning rate over the epochs. */

import { type Html, lineFigure } from "@tresnet/charts";
import { formatFigure, formatPercent } from "../text/format.ts";

/** What was measured at the end of one epoch. */
export interface EpochFigures {
  /** Counted from 1. */
  readonly epoch: number;
  readonly trainLoss: number;
  /** Absent of a detector. */
  readonly trainAccuracy?: number | undefined;
  readonly learningRate: number;
  /** Absent where nothing was held out. */
  readonly valLoss?: number | undefined;
  readonly valAccuracy?: number | undefined;
  readonly valBalancedAccuracy?: number | undefined;
  /** Only of several labels per image; `valAccuracy` is then of images whose labels are all right. */
  readonly valMeanAveragePrecision?: number | undefined;
  /** Only of a detector: COCO's AP, and that where an overlap of 0.5 is enough. */
  readonly valAveragePrecision?: number | undefined;
  readonly valAveragePrecision50?: number | undefined;
}

/** Three figures side by side; the best epoch is marked. */
export function curveCharts(
  epochs: readonly EpochFigures[],
  best?: { readonly metric: string; readonly epoch: number },
): Html[] {
  const over = (pick: (figures: EpochFigures) => number | undefined) =>
    epochs.map((figures) => [figures.epoch, pick(figures) ?? Number.NaN] as const);
  const markers = best === undefined ? [] : [{ x: best.epoch, label: `best ${best.metric}: epoch ${best.epoch}` }];
  const isDetector = epochs.some(({ trainAccuracy }) => trainAccuracy === undefined);
  const several = epochs.some(({ valMeanAveragePrecision }) => valMeanAveragePrecision !== undefined);
  const validated = epochs.some(({ valLoss }) => valLoss !== undefined);
  const accuracyFigure = () =>
    lineFigure({
      title: "Accuracy",
      xLabel: "epoch",
      wholeX: true,
      yText: (value) => formatPercent(value, 0),
      markers,
      series: [
        { name: "training", color: 1, points: over((figures) => figures.trainAccuracy) },
        ...(validated
          ? [
              {
                name: several ? "all labels right" : "validation",
                color: 2 as const,
                points: over((figures) => figures.valAccuracy),
              },
              {
                name: several ? "mAP" : "balanced",
                color: 3 as const,
                points: over((figures) => (several ? figures.valMeanAveragePrecision : figures.valBalancedAccuracy)),
              },
            ]
          : []),
      ],
    });
  return [
    lineFigure({
      title: "Loss",
      xLabel: "epoch",
      wholeX: true,
      yText: formatFigure,
      markers,
      series: [
        { name: "training", color: 1, points: over((figures) => figures.trainLoss) },
        ...(validated ? [{ name: "validation", color: 2 as const, points: over((figures) => figures.valLoss) }] : []),
      ],
    }),
    isDetector
      ? lineFigure({
          title: "Average precision",
          xLabel: "epoch",
          wholeX: true,
          yText: (value) => formatPercent(value, 0),
          markers,
          series: [
            { name: "AP50", color: 1, points: over((figures) => figures.valAveragePrecision50) },
            { name: "AP", color: 2, points: over((figures) => figures.valAveragePrecision) },
          ],
        })
      : accuracyFigure(),
    lineFigure({
      title: "Learning rate",
      xLabel: "epoch",
      wholeX: true,
      yText: formatFigure,
      markers,
      series: [{ name: "learning rate", color: 1, points: over((figures) => figures.learningRate) }],
    }),
  ];
}

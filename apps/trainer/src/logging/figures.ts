/** The numbers that loggers take, by name. */
import type { EpochMetrics } from "../run-directory/metrics-log.ts";

/** Those of a step: what of them there is. */
export interface StepFigures {
  readonly loss: number;
  readonly accuracy?: number;
  readonly losses?: Readonly<Record<string, number>>;
  readonly learningRate: number;
  readonly gradientNorm: number;
  readonly imagesPerSecond: number;
}

/** The figures of a batch, under "step/". */
export function stepFigures(of: StepFigures): Record<string, number> {
  const { loss, accuracy, losses = {}, learningRate, gradientNorm, imagesPerSecond } = of;
  return {
    "step/loss": loss,
    ...(accuracy === undefined ? {} : { "step/accuracy": accuracy }),
    ...Object.fromEntries(Object.entries(losses).map(([name, value]) => [`step/loss ${name}`, value])),
    "step/learning_rate": learningRate,
    "step/gradient_norm": gradientNorm,
    "step/images_per_second": imagesPerSecond,
  };
}

/** Names of an epoch's figures: "valAveragePrecision50" is "val/average_precision50". */
const placeOf = /^(train|val)(?=[A-Z])/;

/** The figures of an epoch: all of a line of metrics.jsonl, under "train/", "val/" and "epoch/". */
export function epochFigures({ step: _, trainLosses = {}, ...metrics }: EpochMetrics): Record<string, number> {
  const named = Object.entries(metrics).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const [place] = placeOf.exec(key) ?? ["epoch"];
    const name = key.replace(placeOf, "").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [[`${place}/${name.replace(/^_/, "")}`, value] as const];
  });
  const parts = Object.entries(trainLosses).map(([name, value]) => [`train/loss ${name}`, value] as const);
  return Object.fromEntries([...named, ...parts]);
}

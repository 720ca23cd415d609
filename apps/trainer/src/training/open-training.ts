/** What a training needs before there is a model: TensorFlow running, and data that fits the settings. */
import path from "node:path";
import { type DatasetSplits, openDataset } from "@tresnet/data";
import { cpuFeatures, type Engine } from "@tresnet/engine";
import { UsageError } from "../errors.ts";
import { chosenImages } from "../images/chosen-images.ts";
import { checkPretrained } from "../model/pretrained-weights.ts";
import { startEngine } from "../model/start-engine.ts";
import { type DataFingerprint, dataFingerprint } from "../run-directory/data-fingerprint.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { provisionProgress } from "../terminal/provision-progress.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { checkRegime, checkSettings } from "./check-regime.ts";
import { checkClasses, requireData } from "./check-training.ts";
import { checkLoss } from "./objective-of.ts";

export interface OpenOptions {
  /** For messages. */
  readonly command: string;
  readonly signal: AbortSignal;
  /** Inside one TensorFlow op. @default those of the settings, or every core */
  readonly threads?: number | undefined;
  /** A check of the data before all others. */
  readonly check?: (fingerprint: DataFingerprint) => void;
}

export interface OpenedTraining {
  /** The settings, with the data's full name. */
  readonly options: TrainOptions & { readonly data: string };
  readonly engine: Engine;
  readonly threads: number;
  readonly data: DatasetSplits;
  readonly fingerprint: DataFingerprint;
  /** Outputs of the head. */
  readonly classes: number;
}

/** @throws UsageError when settings and data don't fit together, DataError, ProvisionError; what `check` throws. */
export async function openTraining(
  terminal: Terminal,
  given: TrainOptions,
  { command, signal, threads: wanted, check }: OpenOptions,
): Promise<OpenedTraining> {
  const { initialCheckpoint } = given;
  const options = {
    ...given,
    data: requireData(given, command),
    // As the data's, its place is the same wherever the run is repeated from.
    ...(initialCheckpoint !== undefined && { initialCheckpoint: path.resolve(initialCheckpoint) }),
  };
  checkSettings(options);
  checkPretrained(options);
  const threads = wanted ?? options.threads ?? cpuFeatures().cores;
  const engine = await startEngine(terminal, { device: options.device, threads, signal });
  const opened = await openDataset(options.data, {
    seed: options.seed,
    holdOut: options.valSplit,
    signal,
    onProgress: provisionProgress(terminal),
  });
  const data = chosenImages(opened, options);
  const fingerprint = dataFingerprint(data);
  check?.(fingerprint);
  const classes = checkClasses(options, data.train);
  checkLoss(options, data.train);
  checkRegime(options, data.train);
  if (options.patience !== undefined && data.val === undefined) {
    throw new UsageError(
      `--patience: expected validation images to see by when nothing becomes better, and there are none. Hold some out by --val-split, or leave --patience out.`,
    );
  }
  return { options, engine, threads, data, fingerprint, classes };
}

/** Refuses to go on from a checkpoint that can't be one of this run. */
import { isDeepStrictEqual } from "node:util";
import { CheckpointError } from "@tresnet/checkpoints";
import type { Position, SavedModel } from "../../run-directory/checkpoint-metadata.ts";
import type { RunDirectory } from "../../run-directory/run-directory.ts";
import { markOfPosition } from "../../run-directory/run-marks.ts";
import type { TrainOptions } from "../../settings/train-options.ts";

/** What the settings and the data make of a run. */
export interface ExpectedRun {
  readonly options: Pick<TrainOptions, "epochs" | "batchSize" | "gradAccum">;
  readonly saved: SavedModel;
  readonly batchesPerEpoch: number;
  /** The mark of the settings. */
  readonly settings?: string;
}

/** What the run's last checkpoint says. */
export interface ResumedRun {
  readonly position: Position;
  readonly model: SavedModel;
  /** The updates of the weights that its own count says; undefined where it is not known. */
  readonly updates?: number | undefined;
  /** The marks of the settings that it was trained with, and of its position; undefined where it does not say them. */
  readonly marks?: { readonly settings: string; readonly position: string } | undefined;
}

/**
 * Compares the last checkpoint with what the run's settings and data make of it.
 * @throws CheckpointError that names the file and all that does not go together.
 */
export function checkPosition({ last, config }: RunDirectory, found: ResumedRun, expected: ExpectedRun): void {
  const faults = [...placeFaults(found, expected), ...modelFaults(found.model, expected.saved)];
  const { marks, position } = found;
  if (marks !== undefined && marks.settings !== expected.settings) faults.push("it was trained with other settings");
  if (marks !== undefined && marks.position !== markOfPosition(position)) {
    faults.push("its position is not the one that was saved");
  }
  if (faults.length === 0) return;
  throw new CheckpointError(
    `${last} and ${config} do not go together: ${faults.join("; ")}. One of them is damaged, or from another run: put it back as it was, or start a new run.`,
  );
}

function placeFaults({ position, updates }: ResumedRun, { options, batchesPerEpoch }: ExpectedRun): string[] {
  const { epoch, batch, images, best } = position;
  const { epochs, batchSize, gradAccum } = options;
  const updatesPerEpoch = Math.ceil(batchesPerEpoch / gradAccum);
  const inEpoch = batch === batchesPerEpoch ? updatesPerEpoch : Math.floor(batch / gradAccum);
  const wanted = epoch * updatesPerEpoch + inEpoch;
  return [
    epoch > epochs && `it goes on at epoch ${epoch + 1}, and the run has ${epochs} epochs`,
    epoch === epochs && batch > 0 && `it is ${batch} batches past the last of ${epochs} epochs`,
    batch > batchesPerEpoch && `it is at batch ${batch}, and an epoch has ${batchesPerEpoch} batches`,
    images > batch * batchSize && `it has seen ${images} images in ${batch} batches of ${batchSize}`,
    best !== undefined && (best.epoch < 1 || best.epoch > epoch) && `its best epoch is ${best.epoch}, of ${epoch} done`,
    updates !== undefined &&
      updates !== wanted &&
      `its weights were changed ${updates} times, which is not ${wanted}, as by batch ${batch} after ${epoch} epochs`,
  ].filter((fault) => fault !== false);
}

function modelFaults(found: SavedModel, expected: SavedModel): string[] {
  const others = new Map(Object.entries(expected));
  const keys = new Set([...Object.keys(found), ...others.keys()]);
  const values = new Map(Object.entries(found));
  return [...keys]
    .filter((key) => !isDeepStrictEqual(values.get(key), others.get(key)))
    .map((key) => `its ${key} is not that of the settings and the data`);
}

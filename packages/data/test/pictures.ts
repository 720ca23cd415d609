/** The pictures on which the loader's tests run. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Dataset } from "../src/dataset/dataset.ts";
import { imageFiles } from "../src/datasets/image-files.ts";
import type { Batch, EpochOptions } from "../src/loader/batch.ts";
import { BatchLoader, type BatchLoaderOptions } from "../src/loader/batch-loader.ts";
import { evalTransform, trainTransform } from "../src/transforms/transform.ts";
import { temporaryFolder, writePicture } from "./temporary-folder.ts";

/** Everything that training can do to an image. */
export const train = trainTransform({
  size: 12,
  vflip: 0.5,
  quarterTurns: true,
  colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4 },
  cutout: { probability: 0.5, fraction: 0.5, fill: "random" },
  mean: [0.4, 0.5, 0.6],
  std: [0.2, 0.3, 0.4],
});
export const evaluation = evalTransform({ size: 12, mode: "squish" });

export interface Pictures {
  readonly folder: string;
  /** 23 pictures in three formats; numbers 4 and 17 are broken. */
  readonly withBroken: Dataset;
  /** The same without the broken ones. */
  readonly sound: Dataset;
}

/** Writes the pictures to a folder that lives as long as the tests of the file. */
export async function writePictures(): Promise<Pictures> {
  const folder = await temporaryFolder();
  const files = Array.from({ length: 23 }, (_, i) => ({
    path: path.join(folder, `${i}.${["jpg", "png", "webp"][i % 3]}`),
    label: i % 2,
  }));
  for (const [i, file] of files.entries()) await writePicture(file.path, i, 14 + i, 30 - i);
  await writeFile(files[4]?.path ?? "", "no picture");
  await writeFile(files[17]?.path ?? "", "");
  const classNames = ["even", "odd"];
  const soundFiles = files.filter((_, i) => i !== 4 && i !== 17);
  return {
    folder,
    withBroken: imageFiles("pictures", classNames, files),
    sound: imageFiles("pictures", classNames, soundFiles),
  };
}

/** The batches of some epochs; the loader is closed afterwards. */
export async function batches(
  dataset: Dataset,
  options: Partial<BatchLoaderOptions>,
  epochs: readonly number[] = [0],
  epochOptions: EpochOptions = {},
): Promise<Batch[]> {
  const loader = new BatchLoader(dataset, { batchSize: 4, transform: train, workers: 0, ...options });
  const all: Batch[] = [];
  try {
    for (const epoch of epochs) for await (const batch of loader.epoch(epoch, epochOptions)) all.push(batch);
  } finally {
    await loader.close();
  }
  return all;
}

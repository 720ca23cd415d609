/** The sheets of docs/augmentations.md: one augmentation each, by its flags, drawn as `data preview` draws. */
import { BatchLoader, type Dataset, type Pixels, pictureSheet } from "@tresnet/data";
import { buildModel } from "@tresnet/zoo";
import { trainingViews } from "../../src/data-report/training-views.ts";
import { evaluationTransform, savedModel } from "../../src/images/data-plan.ts";
import { resolveOptions } from "../../src/options/resolve-options.ts";
import { type TrainOptions, trainTable } from "../../src/settings/train-options.ts";
import { scene } from "./scene.ts";

/** Side of a picture, pixels. */
const side = 72;
const versions = 6;

/** By file name: what differs from a training that changes nothing. */
const augmentations = {
  "random-resized-crop": { trainCropMode: "rrc" },
  "pad-crop": { padding: 12 },
  hflip: { hflip: 0.5 },
  vflip: { vflip: 0.5 },
  "quarter-turns": { quarterTurns: true },
  "color-jitter": { colorJitter: 0.4 },
  cutout: { cutout: 1 },
  "random-erasing": { reprob: 1 },
  mixup: { mixup: 1 },
  cutmix: { cutmix: 1 },
  "auto-augment-imagenet": { aa: "imagenet" },
  "auto-augment-cifar10": { aa: "cifar10" },
  "rand-augment": { aa: "rand-m9-n2" },
} as const satisfies Record<string, Partial<TrainOptions>>;

/** The files' names without their extension. */
export const sheetNames: readonly string[] = [...Object.keys(augmentations), "squish-or-center"];

/** The sheet of this name as a PNG file's bytes. */
export async function augmentationSheet(name: string): Promise<Uint8Array> {
  const found = Object.entries(augmentations).find(([key]) => key === name);
  const rows = found ? [await augmented(found[1])] : await squishOrCenter();
  return pictureSheet(
    rows.map((row) => row.map((pixels) => ({ pixels }))),
    { side, format: "png" },
  );
}

/** The house, and what the first epochs of a training make of it. */
async function augmented(values: Partial<TrainOptions>): Promise<Pixels[]> {
  const options = optionsOf({ trainCropMode: "pad", padding: 0, hflip: 0, ...values });
  const data = pictures(96, 96);
  const saved = savedModel(options, buildModel("tresnet_s", { numClasses: 2 }), data);
  const images = await trainingViews(data, { options, saved, classes: 2, count: 2, versions });
  const house = images.find(({ index }) => index === 0)?.views ?? [];
  return [scene("house", 96, 96), ...house.map(({ pixels }) => pixels)];
}

/** Both pictures, wide: whole, as evaluation squishes them, and their middle. */
async function squishOrCenter(): Promise<Pixels[][]> {
  const data = pictures(160, 96);
  const [squished, cropped] = [await evaluated(data, "squish"), await evaluated(data, "center")];
  return (["house", "boat"] as const).map((name, index) =>
    [scene(name, 160, 96), squished[index], cropped[index]].filter((pixels) => pixels !== undefined),
  );
}

async function evaluated(data: Dataset, cropMode: "squish" | "center"): Promise<Pixels[]> {
  const saved = savedModel(optionsOf({ cropMode }), buildModel("tresnet_s", { numClasses: 2 }), data);
  const loader = new BatchLoader(data, { batchSize: 1, workers: 0, transform: evaluationTransform(saved) });
  const rendered: Pixels[] = [];
  for await (const { images } of loader.epoch(0)) {
    rendered.push({ data: Uint8Array.from(images, (value) => Math.round(255 * value)), ...square });
  }
  await loader.close();
  return rendered;
}

const square = { width: side, height: side, channels: 3 } as const;

function optionsOf(values: Partial<TrainOptions>): TrainOptions {
  const all = { imgSize: side, batchSize: 2, workers: 0, mean: [0, 0, 0], std: [1, 1, 1], ...values };
  return resolveOptions(trainTable, [{ source: "augmentation sheets", values: all }]);
}

function pictures(width: number, height: number): Dataset {
  const classNames = ["house", "boat"] as const;
  const [house, boat] = [scene("house", width, height), scene("boat", width, height)];
  return {
    name: "scenes",
    classNames,
    length: 2,
    label: (index) => index,
    source: (index) => ({ kind: "pixels", ...(index === 0 ? house : boat) }),
    id: (index) => classNames[index] ?? "",
  };
}

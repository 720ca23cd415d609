/** How images are made ready for a model: as its weights say, as timm has it, or as the user says. */
import type { CommonEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import type { SavedModel } from "../run-directory/checkpoint-metadata.ts";
import { checkImageSize } from "../settings/images/check-image-size.ts";
import type { PreprocessingOptions } from "../settings/images/preprocessing-options.ts";
import type { Checkpoint } from "./load-model.ts";
import type { Preparation } from "./usual-preparation.ts";

/**
 * The checkpoint with what the user says of its images in the place of what it says itself; what is taken is told where
 * the user says something, or the weights do not.
 * @throws UsageError for a size that the network does not take.
 */
export function prepared(
  { emit }: Pick<Job<CommonEvent>, "emit">,
  checkpoint: Checkpoint,
  options: Partial<PreprocessingOptions>,
): Checkpoint {
  const given = givenOf(options);
  const { info, preparedBy } = checkpoint;
  checkImageSize({ model: info.model.model, imgSize: given.imgSize });
  const model = { ...info.model, ...given };
  const flags = Object.entries(flagNames).flatMap(([key, flag]) => (Object.hasOwn(given, key) ? [flag] : []));
  if (flags.length > 0 || preparedBy !== undefined) {
    const from = preparedBy ?? `as ${checkpoint.file} says`;
    const source = flags.length === 0 ? from : `${flags.join(", ")} as given, the rest ${from}`;
    emit({ type: "notice", level: "info", message: `images: ${inWords(model)}; ${source}` });
  }
  return { ...checkpoint, info: { ...info, model } };
}

const flagNames = {
  imgSize: "--img-size",
  cropPct: "--crop-pct",
  cropMode: "--crop-mode",
  interpolation: "--interpolation",
  mean: "--mean",
  std: "--std",
} as const satisfies Record<keyof Preparation, string>;

/** What is said where a file of weights is silent. */
export function assumed(name: string, file: string): string {
  return `as is usual for ${name}, since ${file} does not say it (--img-size, --crop-pct, --crop-mode, --interpolation, --mean and --std change it)`;
}

function givenOf({ mean, std, ...options }: Partial<PreprocessingOptions>): Partial<Preparation> {
  const { imgSize, cropPct, cropMode, interpolation } = options;
  return {
    ...(imgSize !== undefined && { imgSize }),
    ...(cropPct !== undefined && { cropPct }),
    ...(cropMode !== undefined && { cropMode }),
    ...(interpolation !== undefined && { interpolation }),
    ...(mean !== undefined && { mean: toTriple(mean) }),
    ...(std !== undefined && { std: toTriple(std) }),
  };
}

function toTriple([a = 0, b = 0, c = 0]: readonly number[]): [number, number, number] {
  return [a, b, c];
}

function inWords(model: Preparation & Pick<SavedModel, "detector">): string {
  const { imgSize, cropMode, cropPct, interpolation = "bilinear", mean, std, detector } = model;
  const cropped = cropMode === "squish" ? "crop squish" : `crop ${cropMode} ${digits(cropPct)}`;
  const crop = detector?.fit ?? cropped;
  const values = (numbers: readonly number[]) => numbers.map(digits).join(" ");
  return `${imgSize} × ${imgSize} pixels, ${crop}, ${interpolation}, mean ${values(mean)}, std ${values(std)}`;
}

/** At most six digits. */
function digits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

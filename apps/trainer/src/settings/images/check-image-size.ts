/** Which sizes of images a network takes. */
import { architectureOf, type ModelName, type PretrainedTag, variants } from "@tresnet/zoo";
import { UsageError } from "../../errors.ts";
import { type AnyModelName, classifierOf } from "../detection/detector-name.ts";

/**
 * The side that the stem must leave: two stages halve it, rounding up, and the last blur pool needs two pixels a side.
 */
const leastFolded = 5;

/** The greatest side of an image, in pixels, that transforms make. */
const greatest = 4096;

/** What a size of images must be for a network; undefined where this one is. */
export function expectedSize(model: ModelName | PretrainedTag, imgSize: number): string | undefined {
  const architecture = architectureOf(model);
  if (imgSize > greatest) return `at most ${greatest}`;
  if (architecture === "resnet50") return undefined;
  const { stemBlock } = variants[architecture];
  if (imgSize % stemBlock === 0 && imgSize >= leastFolded * stemBlock) return undefined;
  return `a multiple of ${stemBlock}, which ${architecture}'s stem folds into one, of at least ${leastFolded * stemBlock}`;
}

/**
 * The stem of a TResNet folds blocks of pixels: what does not divide, or is too small, would fail in the first step.
 * @throws UsageError for a size that the network does not take.
 */
export function checkImageSize({
  model,
  imgSize,
}: {
  readonly model: AnyModelName;
  readonly imgSize?: number | undefined;
}): void {
  const expected = imgSize === undefined ? undefined : expectedSize(classifierOf(model), imgSize);
  if (expected !== undefined) throw new UsageError(`--img-size: expected ${expected}, got ${imgSize}.`);
}

import type { WriteSafetensorsOptions } from "@tresnet/checkpoints";
import { saveWeights } from "@tresnet/zoo";
import type { Detector } from "../net/detector.ts";
import { encodeDescription } from "./detector-description.ts";

/** How `saveDetector` writes a detector. */
export interface SaveDetectorOptions extends WriteSafetensorsOptions {
  /** More text by key for the file's header. @default none */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whether weights are written as float16: half the bytes, three decimal digits. @default false */
  readonly half?: boolean;
  /** Training steps since the weights were loaded or made, for the counts of the batch norms. @default 0 */
  readonly batches?: number;
}

/**
 * Writes a detector as a safetensors file, atomically: torchvision's names and PyTorch's layouts, so that torchvision's
 * FCOS on the same backbone of timm's loads it strictly; class names, sizes and settings lie in the header.
 * @throws CheckpointError when it can't be written, or float16 can't hold a weight; then the old file stays as it was.
 * @throws RangeError when its name is none of `detectorNames`.
 */
export async function saveDetector(
  detector: Detector,
  file: string,
  { metadata = {}, ...options }: SaveDetectorOptions = {},
): Promise<void> {
  await saveWeights(detector, file, { ...options, metadata: { ...metadata, ...encodeDescription(detector) } });
}

/** What detector a file holds, without its weights. */
import { openTensorFile } from "@tresnet/checkpoints";
import { buildDetector } from "../net/build-detector.ts";
import type { DetectorSettings } from "../net/detector.ts";
import type { DetectorName } from "../net/detector-variants.ts";
import { detectorIn } from "./detector-in.ts";

/** What is known of a detector's file. */
export interface DescribedDetectorFile {
  /** The detector's name. */
  readonly name: DetectorName;
  /** What it is besides its weights; where the file does not say it, as in torchvision. */
  readonly settings: DetectorSettings;
  /** Whether the file says it itself; else it was told by the shapes of its tensors. */
  readonly isSaid: boolean;
}

/**
 * Describes the detector in a file, safetensors or PyTorch's; undefined where it holds none. Of files that say nothing
 * of themselves the name is that of the detector whose weights fit best, unless it is given.
 * @throws CheckpointError when the file is broken, or its description is damaged.
 */
export async function describeDetectorFile(
  file: string,
  name?: DetectorName,
): Promise<DescribedDetectorFile | undefined> {
  const opened = await openTensorFile(file);
  try {
    const found = detectorIn(file, opened, name);
    if (found === undefined) return undefined;
    const { description, isSaid } = found;
    return { name: description.name, settings: buildDetector(description.name, description).settings, isSaid };
  } finally {
    await opened.close();
  }
}

/** What detector a file holds, by what it says of itself or, where others wrote it, by its tensors. */
import { namedWeights } from "@tresnet/blocks";
import type { TensorFile } from "@tresnet/checkpoints";
import { differencesOf } from "@tresnet/zoo";
import { buildDetector } from "../net/build-detector.ts";
import { type DetectorName, detectorNames, detectorVariants } from "../net/detector-variants.ts";
import { type DetectorDescription, descriptionIn } from "./detector-description.ts";

/** What a file holds. */
export interface DetectorInFile {
  readonly description: DetectorDescription;
  /** Whether the file says it itself; else it was told by the shapes of its tensors. */
  readonly isSaid: boolean;
}

const classKernel = "head.classification_head.cls_logits.weight";
const sixthKernel = "backbone.fpn.extra_blocks.p6.weight";
const towerKernel = /^head\.classification_head\.conv\.\d+\.weight$/;
const stems = ["backbone.body.conv1.conv.weight", "backbone.body.conv1.weight"] as const;

/**
 * The detector in an open file; undefined where it holds none.
 *
 * Of files that say nothing of themselves the name is that of the detector whose weights fit best, unless `name` says
 * it. Groups of norms, points and the assigner leave no trace in weights, and are torchvision's.
 * @throws CheckpointError naming the file when its description is damaged.
 */
export function detectorIn(path: string, file: TensorFile, name?: DetectorName): DetectorInFile | undefined {
  const said = descriptionIn(path, file.metadata);
  if (said !== undefined) return { description: said, isSaid: true };
  const shape = file.entries.get(classKernel)?.shape ?? [];
  const [numClasses = 0, channels = 0] = shape;
  if (shape.length !== 4 || !isCount(numClasses) || !isCount(channels)) return undefined;
  const told = {
    numClasses,
    channels,
    convolutions: Math.max(
      1,
      [...file.entries].filter(([key, { shape }]) => towerKernel.test(key) && shape.length === 4).length,
    ),
    p6: (file.entries.get(sixthKernel)?.shape[1] ?? channels) === channels ? "p5" : "c5",
  } as const;
  const names = name === undefined ? detectorNames : [name];
  const candidates = names.map((candidate) => {
    const groups = channels % detectorVariants[candidate].groups === 0 ? detectorVariants[candidate].groups : 1;
    const description = { ...told, name: candidate, groups, inChannels: inputChannels(file, candidate) };
    const { missing, mismatched, unexpected } = differencesOf(buildDetector(candidate, description), file);
    return { description, faults: missing.length + mismatched.length + unexpected.length };
  });
  const [best] = candidates.sort((a, b) => a.faults - b.faults);
  return best && { description: best.description, isSaid: false };
}

/** The images' channels that a stem's kernel is for; 3 where it can't be told. */
function inputChannels({ entries }: TensorFile, name: DetectorName): number {
  const weights = namedWeights(buildDetector(name, { inChannels: 1 }));
  for (const stem of stems) {
    const [, , folded] = weights.get(stem)?.shape ?? []; // of one channel, as the stem folds its pixels
    const inChannels = (entries.get(stem)?.shape[1] ?? 0) / Number(folded);
    if (Number.isInteger(inChannels) && inChannels >= 1 && inChannels <= 1024) return inChannels;
  }
  return 3;
}

function isCount(value: number): boolean {
  return value >= 1 && value <= 65_536;
}

/** The model that a training starts with: its architecture, its head, and the weights that the options name. */
import { weightsOf } from "@tresnet/blocks";
import { CheckpointError } from "@tresnet/checkpoints";
import { areSameNames } from "@tresnet/data";
import { replaceHead, useMlDecoder } from "@tresnet/heads";
import { loadCheckpoint, modelState } from "@tresnet/training";
import { createModel, type ImageClassifier, loadWeights } from "@tresnet/zoo";
import { savedHead } from "../../images/data-plan.ts";
import { readInfo, type SavedHead } from "../../run-directory/checkpoint-metadata.ts";
import type { TrainOptions } from "../../settings/train-options.ts";

/**
 * Makes the model of a run, with the weights that the options start from; `classNames` are the data's.
 *
 * The caller disposes it.
 * @throws CheckpointError listing what does not fit.
 */
export async function createInitialModel(
  options: TrainOptions,
  numClasses: number,
  classNames: readonly string[],
): Promise<ImageClassifier> {
  const { seed, drop, dropPath, inPlaceNorm, gradCheckpointing, initialCheckpoint } = options;
  const model = createModel(options.model, {
    seed,
    numClasses,
    dropRate: drop,
    dropPathRate: dropPath,
    inPlaceNorm,
    gradCheckpointing,
  });
  try {
    const head = savedHead(options, numClasses);
    const wanted = { numClasses, classNames, head, seed, dropRate: drop };
    if (head !== undefined) putHead(model, wanted);
    if (initialCheckpoint !== undefined) await startFrom(model, initialCheckpoint, wanted);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The head that a training is to have; a linear one where `head` is undefined. */
interface WantedHead {
  readonly numClasses: number;
  readonly classNames: readonly string[];
  readonly head: SavedHead | undefined;
  readonly seed: number;
  /** Dropout in an ML-Decoder, which has its own where this is 0; that before a linear head is the model's. */
  readonly dropRate: number;
}

function putHead(model: ImageClassifier, { numClasses, head, seed, dropRate }: Omit<WantedHead, "classNames">): void {
  if (head === undefined) replaceHead(model, numClasses, { seed });
  else useMlDecoder(model, numClasses, { ...head, seed, ...(dropRate > 0 && { dropRate }) });
}

/**
 * Loads the weights to start from: a checkpoint of this command, or any timm-named safetensors file.
 *
 * A head for other classes is left out and starts afresh; everything else must fit.
 * @throws CheckpointError listing what does not.
 */
async function startFrom(model: ImageClassifier, file: string, wanted: WantedHead): Promise<void> {
  const info = await readInfo(file).catch(() => undefined);
  const isOfOthers = info !== undefined && !areSameNames(info.model.classNames, wanted.classNames);
  if (info?.kind === "training") {
    const { numClasses, head } = info.model;
    const own = numClasses === wanted.numClasses && JSON.stringify(head) === JSON.stringify(wanted.head) && !isOfOthers;
    if (!own) putHead(model, { ...wanted, numClasses, head });
    await loadCheckpoint(file, modelState(weightsOf(model)), { partial: true });
    if (!own) putHead(model, wanted);
    return;
  }
  const { missing, mismatched, unexpected } = await loadWeights(model, file, { strict: false });
  const isHead = (key: string) => key.startsWith("head.") || key.startsWith("fc.");
  const problems = [
    ...mismatched
      .filter(({ key }) => !isHead(key))
      .map(({ key, expected, actual }) => `${key}: expected ${expected}, got ${actual}`),
    ...missing.filter((key) => !isHead(key)).map((key) => `${key}: missing`),
    ...unexpected.filter((key) => !isHead(key)).map((key) => `${key}: unexpected`),
  ];
  if (problems.length > 0) {
    throw new CheckpointError(
      `--initial-checkpoint ${file} does not fit ${model.name}:\n  ${problems.slice(0, 12).join("\n  ")}\nChoose the --model that it was saved from.`,
    );
  }
  if (isOfOthers) putHead(model, wanted);
}

/** The model that a training starts with: its architecture, its head, and the weights that the options name. */
import { areSameNames, shownName } from "@tresnet/data";
import { replaceHead, useMlDecoder } from "@tresnet/heads";
import { createModel, headIn, type ImageClassifier, loadWeights, modelNames } from "@tresnet/zoo";
import { savedHead } from "../../images/data-plan.ts";
import type { NoticeEvent } from "../../job/events.ts";
import type { Job } from "../../job/job.ts";
import { locateWeights } from "../../model/load-model.ts";
import { tellTaken } from "../../model/taken-weights.ts";
import { loadTrainingWeights } from "../../model/training-weights.ts";
import { findInfo, type SavedHead } from "../../run-directory/checkpoint-metadata.ts";
import { verifyChecksum } from "../../run-directory/verify-checksum.ts";
import { classifierOf } from "../../settings/detection/detector-name.ts";
import type { TrainOptions } from "../../settings/train-options.ts";

type Noticing = Pick<Job<NoticeEvent>, "emit">;

type Starting = Pick<TrainOptions, "pretrained" | "useEma"> & { readonly initialCheckpoint: string };

/**
 * Makes the model of a run, with the weights that the options start from; `classNames` are the data's.
 *
 * The caller disposes it.
 * @throws CheckpointError listing what does not fit.
 */
export async function createInitialModel(
  job: Noticing,
  options: TrainOptions,
  numClasses: number,
  classNames: readonly string[],
): Promise<ImageClassifier> {
  const { seed, drop, dropPath, inPlaceNorm, gradCheckpointing, initialCheckpoint } = options;
  const model = createModel(classifierOf(options.model), {
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
    if (initialCheckpoint !== undefined) await startFrom(job, model, { ...options, initialCheckpoint }, wanted);
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
 * Loads the weights to start from: a checkpoint of this command, or any weights under timm's names or the authors'; the
 * job is told what of them is taken.
 *
 * A head for other classes is left out and starts afresh; everything else must fit.
 * @throws UsageError when there is no such file; CheckpointError listing what does not fit.
 */
async function startFrom(
  job: Noticing,
  model: ImageClassifier,
  { initialCheckpoint, pretrained, useEma }: Starting,
  wanted: WantedHead,
): Promise<void> {
  const file = await locateWeights(initialCheckpoint);
  const info = await findInfo(file);
  const isOfOthers = info !== undefined && !areSameNames(info.model.classNames, wanted.classNames);
  if (info !== undefined) await verifyChecksum(file, info);
  const tell = (head: string) => {
    // Of published weights it is told before.
    if (pretrained) return;
    job.emit({ type: "notice", level: "info", message: `weights: the body of ${file}; ${head}` });
  };
  if (info?.kind === "training") {
    const { numClasses, head } = info.model;
    const own = numClasses === wanted.numClasses && JSON.stringify(head) === JSON.stringify(wanted.head) && !isOfOthers;
    if (!own) putHead(model, { ...wanted, numClasses, head });
    await loadTrainingWeights(job, model, file, { useEma, usual: "last" });
    if (!own) putHead(model, wanted);
    tell(own ? headTaken : headLeft(info.model, wanted));
    return;
  }
  const own = await headIn(file);
  const { mismatched, missing, unwrapped } = await loadWeights(model, file, {
    strict: "body",
    useEma: useEma ?? false,
    advice: `Choose the --model that --initial-checkpoint was saved from (${modelNames.join(", ")}).`,
  });
  if (isOfOthers) putHead(model, wanted);
  tellTaken(job, file, { useEma, unwrapped });
  const isWhole = mismatched.length + missing.length === 0 && !isOfOthers;
  if (isWhole) tell(info === undefined ? `${headTaken}, for ${inOrder(wanted)}` : headTaken);
  else
    tell(
      own === undefined
        ? `it has no head, and one for ${wanted.numClasses} classes starts anew`
        : headLeft({ numClasses: own.classes, classNames: info?.model.classNames }, wanted),
    );
}

const headTaken = "its head is taken too";

/** Names that the file does not have are the data's: whoever sees this can tell whether they are. */
function inOrder({ classNames }: WantedHead): string {
  return `${shortList(classNames)}: the file does not name its classes, and they are taken for these, in this order`;
}

/** Says that a head is not taken, and whose classes are whose. */
function headLeft(
  found: { readonly numClasses: number; readonly classNames?: readonly string[] | undefined },
  { numClasses, classNames }: WantedHead,
): string {
  const names = found.classNames === undefined ? "" : ` (${shortList(found.classNames)})`;
  return `its head for ${found.numClasses} classes${names} is left out, and one for ${numClasses} (${shortList(classNames)}) starts anew`;
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 8).map(shownName).join(", ");
  return names.length <= 8 ? shown : `${shown}, …`;
}

/** What `--pretrained` starts a training from. */
import { areSameNames, type DatasetSplits } from "@tresnet/data";
import { defaultTag, fetchWeights, isHubName, type PretrainedTag, pretrainedInfo, pretrainedTags } from "@tresnet/zoo";
import type { Team } from "../cluster/team.ts";
import { UsageError } from "../errors.ts";
import type { CommonEvent, NoticeEvent } from "../job/events.ts";
import type { Job } from "../job/job.ts";
import { reportDownload } from "../job/report-to.ts";
import { readInfo } from "../run-directory/checkpoint-metadata.ts";
import { classifierOf } from "../settings/detection/detector-name.ts";
import type { TrainOptions } from "../settings/train-options.ts";
import { formatCount } from "../text/format.ts";
import { hubWeights } from "./hub-weights.ts";

/** Weights of the hub on this machine. */
export interface PretrainedWeights {
  readonly file: string;
  /**
   * Says what of them is loaded for a head of so many classes, of which the data has those of these names; absent where
   * loading says it.
   */
  readonly notice?: (classes: number, classNames: readonly string[]) => string;
}

/**
 * Fetches the weights that the options ask for, unless they are in the user's Hugging Face cache: those of
 * `--pretrained`, or of `--initial-checkpoint hf-hub:user/name`; undefined where neither is given.
 * @throws UsageError when there are none for the model, or another checkpoint is given as well; HubError.
 */
export async function pretrainedWeights(
  job: Job<CommonEvent>,
  { pretrained, model, initialCheckpoint }: Pick<TrainOptions, "pretrained" | "model" | "initialCheckpoint">,
): Promise<PretrainedWeights | undefined> {
  const tag = checkPretrained({ pretrained, model, initialCheckpoint });
  if (tag === undefined) {
    if (initialCheckpoint === undefined || !isHubName(initialCheckpoint)) return undefined;
    return { file: await hubWeights(job, initialCheckpoint, "--initial-checkpoint") };
  }
  const file = await fetchWeights(tag, { onProgress: reportDownload(job), signal: job.signal });
  job.emit({ type: "weights", tag, file });
  const { numClasses } = pretrainedInfo(tag);
  // Weights of this project say which classes they know.
  const known = (await readInfo(file).catch(() => undefined))?.model.classNames;
  return {
    file,
    notice(classes, classNames) {
      const isSame = known === undefined || areSameNames(known, classNames);
      if (classes === numClasses && isSame) return `weights: ${tag}, head included`;
      const of = classes === numClasses ? "other" : `${formatCount(classes)} instead of ${formatCount(numClasses)}`;
      return `weights: the body of ${tag}; the head for ${of} classes starts anew`;
    },
  };
}

/** Settings, and the data that they are for. */
interface TrainingData<Options extends TrainOptions> {
  readonly options: Options;
  readonly data: Pick<DatasetSplits, "train">;
  /** Outputs of the head. */
  readonly classes: number;
}

/**
 * The settings with the fetched weights to start from, if there are any; it is said what of them is loaded, or that a
 * tag alone loads none.
 */
export function startingFrom<Options extends TrainOptions>(
  { emit }: Pick<Job<NoticeEvent>, "emit">,
  weights: PretrainedWeights | undefined,
  { options, data, classes }: TrainingData<Options>,
): Options {
  if (weights === undefined) {
    if (isTag(options.model) && options.initialCheckpoint === undefined) {
      const message = `weights: random values; to start from those of ${options.model}, add --pretrained`;
      emit({ type: "notice", level: "warning", message });
    }
    return options;
  }
  const message = weights.notice?.(classes, data.train.classNames);
  if (message !== undefined) emit({ type: "notice", level: "info", message });
  return { ...options, initialCheckpoint: weights.file };
}

/**
 * The settings with the weights that a training starts from. Where several processes train together, task 0 sends its
 * own to the others: what they classify with is made without any.
 * @throws UsageError, HubError.
 */
export async function startingOf<Options extends TrainOptions>(
  job: Job<CommonEvent>,
  { task }: Pick<Team, "task">,
  training: TrainingData<Options>,
): Promise<Options> {
  const { options } = training;
  // A detector's file says more than its weights.
  if (task > 0 && options.task !== "detect") return { ...options, pretrained: false, initialCheckpoint: undefined };
  return startingFrom(job, await pretrainedWeights(job, options), training);
}

function isTag(model: string): boolean {
  return pretrainedTags.some((tag) => tag === model);
}

/**
 * The tag of the weights that the options ask for; undefined without `--pretrained`.
 * @throws UsageError when there are none for the model, or another checkpoint is given as well.
 */
export function checkPretrained({
  pretrained,
  model,
  initialCheckpoint,
}: Pick<TrainOptions, "pretrained" | "model" | "initialCheckpoint">): PretrainedTag | undefined {
  if (!pretrained) return undefined;
  if (initialCheckpoint !== undefined) {
    throw new UsageError(
      "--pretrained and --initial-checkpoint both say what to start from. Give one of them; --no-pretrained takes back what a recipe asks for.",
    );
  }
  const tag = pretrainedTags.find((one) => one === model) ?? defaultTag(classifierOf(model));
  if (tag !== undefined) return tag;
  throw new UsageError(
    `--pretrained: expected a model with published weights (${pretrainedTags.join(", ")}), got --model ${model}.`,
  );
}

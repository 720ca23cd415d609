/** What `--pretrained` starts a training from. */
import { defaultTag, fetchWeights, pretrainedInfo, pretrainedTags } from "@tresnet/zoo";
import { UsageError } from "../errors.ts";
import type { TrainOptions } from "../options/train-options.ts";
import { formatCount } from "../output/format.ts";
import { provisionProgress } from "../output/provision-progress.ts";
import type { Terminal } from "../output/terminal.ts";

/** Published weights on this machine. */
export interface PretrainedWeights {
  readonly file: string;
  /** Says what of them is loaded for a head of so many classes. */
  notice(classes: number): string;
}

/**
 * Fetches the weights that the options ask for, unless they are in the user's Hugging Face cache; undefined without `--pretrained`.
 * @throws UsageError when there are none for the model, or another checkpoint is given as well; HubError.
 */
export async function pretrainedWeights(
  terminal: Terminal,
  { pretrained, model, initialCheckpoint }: Pick<TrainOptions, "pretrained" | "model" | "initialCheckpoint">,
  signal: AbortSignal,
): Promise<PretrainedWeights | undefined> {
  if (!pretrained) return undefined;
  if (initialCheckpoint !== undefined) {
    throw new UsageError("--pretrained and --initial-checkpoint both say what to start from. Give one of them.");
  }
  const tag = pretrainedTags.find((one) => one === model) ?? defaultTag(model);
  if (tag === undefined) {
    throw new UsageError(
      `--pretrained: expected a model with published weights (${pretrainedTags.join(", ")}), got --model ${model}.`,
    );
  }
  const file = await fetchWeights(tag, { onProgress: provisionProgress(terminal), signal });
  terminal.update("");
  const { numClasses } = pretrainedInfo(tag);
  return {
    file,
    notice: (classes) =>
      classes === numClasses
        ? `weights: ${tag}, head included`
        : `weights: the body of ${tag}; the head for ${formatCount(classes)} instead of ${formatCount(numClasses)} classes starts anew`,
  };
}

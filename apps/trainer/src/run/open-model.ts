/** The model that `evaluate` and `predict` apply: a checkpoint of a training, or published weights by their tag. */
import { classList, defaultTag, fetchWeights, type PretrainedTag, pretrainedInfo, pretrainedTags } from "@tresnet/zoo";
import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { provisionProgress } from "../output/provision-progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { type Checkpoint, openCheckpoint } from "./load-model.ts";

/** Adds `--checkpoint` and `--model`, of which one is needed. */
export function addModelOptions(command: Command): Command {
  return command
    .option("--checkpoint <run>", "run directory, or one of its .safetensors files")
    .option("--model <tag>", 'published weights instead, such as tresnet_m.miil_in21k_ft_in1k (see "tresnet models")');
}

/**
 * Opens what the two options name; published weights are fetched unless they are in the user's Hugging Face cache, or
 * `checkpoint` is the path of them.
 * @throws UsageError when neither is given, or there is no such tag; HubError; CheckpointError.
 */
export async function openModel(
  terminal: Terminal,
  { checkpoint, model }: Record<string, unknown>,
): Promise<Checkpoint> {
  if (typeof model !== "string") {
    if (typeof checkpoint === "string") return openCheckpoint(checkpoint);
    throw new UsageError('expected --checkpoint RUN or --model TAG, got neither. "tresnet models" lists the tags.');
  }
  const tag = tagNamed(model);
  if (typeof checkpoint === "string") return described(tag, checkpoint);
  const file = await fetchWeights(tag, { onProgress: provisionProgress(terminal) });
  terminal.update("");
  return described(tag, file);
}

function tagNamed(name: string): PretrainedTag {
  const tag = pretrainedTags.find((one) => one === name) ?? defaultTag(name);
  if (tag !== undefined) return tag;
  throw new UsageError(`--model: expected one of ${pretrainedTags.join(", ")}, got "${name}".`);
}

/** Published weights do not describe themselves; their tag does. */
function described(tag: PretrainedTag, file: string): Checkpoint {
  const { architecture, classes, numClasses, inputSize, cropPct, mean, std } = pretrainedInfo(tag);
  const { names, ids } = classList(classes);
  return {
    file,
    classIds: ids,
    info: {
      kind: "weights",
      model: {
        model: architecture,
        classNames: [...names],
        numClasses,
        imgSize: inputSize,
        cropMode: "center",
        cropPct,
        mean: [...mean],
        std: [...std],
      },
    },
  };
}

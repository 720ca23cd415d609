/** The flags that name a model. */
import type { Command } from "commander";
import type { ModelChoice } from "../model/open-model.ts";

/** Adds `--checkpoint` and `--model`, of which one is needed. */
export function addModelFlags(command: Command): Command {
  return command
    .option(
      "--checkpoint <run>",
      "run directory, one of its .safetensors files, or a folder of the Hugging Face hub; any weights of the --model beside it",
    )
    .option(
      "--model <tag>",
      'published weights instead, such as tresnet_m.miil_in21k_ft_in1k (see "tresnet models"), anyone\'s model on the Hugging Face hub as hf-hub:user/name, or what --checkpoint is of',
    );
}

/** The values of the two flags. */
export function modelChoice({ checkpoint, model }: Record<string, unknown>): ModelChoice {
  return {
    ...(typeof checkpoint === "string" && { checkpoint }),
    ...(typeof model === "string" && { model }),
  };
}

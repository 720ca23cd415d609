/** A model that anyone put on the Hugging Face hub in timm's form. */
import { CheckpointError } from "@tresnet/checkpoints";
import type { HubName } from "../hub/hub-name.ts";
import type { ImageClassifier, Preprocessing } from "../models/image-classifier.ts";
import { headIn } from "../weights/head-in.ts";
import { buildFor } from "./build-model.ts";
import type { CreatePretrainedOptions } from "./create-pretrained.ts";
import { fetchHubModel } from "./fetch-hub-model.ts";
import { type HubConfig, readHubConfig } from "./hub-config/hub-config.ts";
import { loadPretrained } from "./load-pretrained.ts";

/** Builds the model of a repository: what `createModel("hf-hub:user/name", { pretrained: true })` does. */
export async function createFromHub(
  name: HubName,
  { pretrained, seed = 0, onNotice, onProgress, signal, ...options }: CreatePretrainedOptions,
): Promise<ImageClassifier> {
  if (pretrained !== true) {
    throw new RangeError(
      `createModel: expected pretrained: true with ${name}, whose weights are on the hub, got ${JSON.stringify(pretrained)}.`,
    );
  }
  const { weights, config } = await fetchHubModel(name, { onProgress, signal });
  const head = await headIn(weights);
  const described = config === undefined ? undefined : await readHubConfig(config, { classes: head?.classes });
  if (described === undefined) {
    const found = config === undefined ? "a repository without" : `one that names no architecture, ${config}`;
    throw new CheckpointError(
      `${name}: expected timm's config.json beside the weights, got ${found}. Say what they are of: createModel(ARCHITECTURE, { pretrained: ${JSON.stringify(weights)} }).`,
    );
  }
  const { architecture, preparation, classNames, inChannels } = described;
  const classes = head?.classes ?? described.numClasses;
  const numClasses = options.numClasses ?? classes ?? 1000;
  const isWhole = head?.kind === "linear" && numClasses === classes;
  const model = buildFor(architecture, preprocessingOf(preparation), { inChannels, ...options, numClasses });
  await loadPretrained(model, weights, { isWhole, what: name, head, classes, seed, onNotice });
  if (isWhole && classNames?.length === numClasses) model.classNames = classNames;
  return model;
}

/** What a model's description has a place for: colours have three means. */
function preprocessingOf({ imgSize, cropPct, mean, std }: HubConfig["preparation"]): Partial<Preprocessing> {
  return {
    ...(imgSize !== undefined && { inputSize: imgSize }),
    ...(cropPct !== undefined && { cropPct }),
    ...(mean?.length === 3 && { mean: tripleOf(mean) }),
    ...(std?.length === 3 && { std: tripleOf(std) }),
  };
}

function tripleOf([first = 0, second = 0, third = 0]: readonly number[]): [number, number, number] {
  return [first, second, third];
}

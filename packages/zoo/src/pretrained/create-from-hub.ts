/** A model that anyone put on the Hugging Face hub in timm's form. */
import { CheckpointError } from "@tresnet/checkpoints";
import type { HubName } from "../hub/hub-name.ts";
import type { ImageClassifier } from "../models/image-classifier.ts";
import { headIn } from "../weights/head-in.ts";
import { buildFor } from "./build-model.ts";
import type { CreatePretrainedOptions } from "./create-pretrained.ts";
import { fetchHubModel } from "./fetch-hub-model.ts";
import { readHubConfig } from "./hub-config.ts";
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
  if (config === undefined) {
    throw new CheckpointError(
      `${name}: expected timm's config.json beside the weights, got a repository without. Say what they are of: createModel(ARCHITECTURE, { pretrained: ${JSON.stringify(weights)} }).`,
    );
  }
  const { architecture, preprocessing, classNames, inChannels, ...described } = await readHubConfig(config);
  const head = await headIn(weights);
  const classes = head?.classes ?? described.numClasses;
  const numClasses = options.numClasses ?? described.numClasses ?? classes ?? 1000;
  const isWhole = head?.kind === "linear" && numClasses === (described.numClasses ?? classes);
  const model = buildFor(architecture, preprocessing, { inChannels, ...options, numClasses });
  await loadPretrained(model, weights, { isWhole, what: name, head, classes, seed, onNotice });
  if (isWhole && classNames?.length === numClasses) model.classNames = classNames;
  return model;
}

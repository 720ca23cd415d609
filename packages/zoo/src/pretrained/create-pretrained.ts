/** A model with weights that others trained. */
import { downloadFromHub } from "../hub/download-from-hub.ts";
import type { ReceiveOptions } from "../hub/receive-from-hub.ts";
import type { ImageClassifier, ModelOptions } from "../models/image-classifier.ts";
import { packageFile } from "../package-file.ts";
import { headIn } from "../weights/head-in.ts";
import { buildModel, type ModelName } from "./build-model.ts";
import { classSets } from "./class-names.ts";
import { loadPretrained } from "./load-pretrained.ts";
import { defaultTag, isPretrainedTag, type PretrainedTag, publishedBy, publishedFor } from "./tags.ts";

/** How `createModel` builds a model with published weights, or with those of a file. */
export interface CreatePretrainedOptions extends ModelOptions, ReceiveOptions {
  /**
   * Where the weights come from: true for the published weights of the tag, of an architecture's first tag, or of the
   * repository that "hf-hub:user/name" names; a path for those of this file, safetensors or `.pth`.
   */
  readonly pretrained: true | string;
  /** Decides the first values of the head where it is a new one: a whole number in [−2³¹, 2³¹). @default 0 */
  readonly seed?: number;
  /** Is told in a sentence what was not loaded. */
  readonly onNotice?: (notice: string) => void;
}

/** Builds a model with weights that others trained: what `createModel` does with `pretrained`. */
export async function createPretrained(
  name: ModelName | PretrainedTag,
  { pretrained, seed = 0, onNotice, onProgress, signal, ...options }: CreatePretrainedOptions,
): Promise<ImageClassifier> {
  buildModel(name, options); // bad names and options fail before anything is fetched
  const wanted = pretrained === true ? tagOf(name) : name;
  const file = pretrained === true ? await fetchWeights(tagOf(name), { onProgress, signal }) : pretrained;
  const published = isPretrainedTag(wanted) ? classSets[publishedFor(wanted).classes] : undefined;
  const head = pretrained === true ? undefined : await headIn(file);
  const own = pretrained === true ? published : head?.classes;
  const numClasses = options.numClasses ?? published ?? own ?? 1000;
  // Who asks for a tag and for no other classes means all of it: a file with other classes is refused.
  const isWhole =
    head?.kind !== "ml-decoder" &&
    (numClasses === own || (options.numClasses === undefined && published !== undefined));
  const model = buildModel(wanted, { ...options, numClasses });
  const what = pretrained === true ? wanted : file;
  return loadPretrained(model, file, { isWhole, what, head, classes: own, seed, onNotice });
}

/**
 * Gives the path of a tag's weights: in this package, or in the user's cache, to which they are fetched if need be.
 * @throws HubError when they can't be fetched.
 */
export async function fetchWeights(tag: PretrainedTag, options: ReceiveOptions = {}): Promise<string> {
  const { shipped } = publishedFor(tag);
  if (shipped !== undefined) return packageFile("weights", shipped);
  return downloadFromHub({ repository: publishedBy.repository(tag), file: publishedBy.file }, options);
}

function tagOf(name: ModelName | PretrainedTag): PretrainedTag {
  const tag = isPretrainedTag(name) ? name : defaultTag(name);
  if (tag !== undefined) return tag;
  throw new RangeError(
    `createModel: expected a model with published weights for pretrained: true, got "${name}", which has none. Give the path of a file instead.`,
  );
}

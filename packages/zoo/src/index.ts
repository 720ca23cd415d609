export { architectureOf, buildModel, type ModelName, modelNames } from "./build-model.ts";
export { type ClassList, type ClassSet, classList } from "./class-names.ts";
export { classesIn } from "./classes-in.ts";
export { createModel } from "./create-model.ts";
export type { Features, Head, ImageClassifier, MapHead, ModelOptions, Preprocessing } from "./image-classifier.ts";
export { type LoadReport, loadWeights } from "./load-weights.ts";
export { type ModelInfo, modelInfo } from "./model-info.ts";
export { type CreatePretrainedOptions, fetchWeights } from "./pretrained/create-pretrained.ts";
export { downloadFromHub } from "./pretrained/download-from-hub.ts";
export { HubError, type HubErrorCode, type HubFile } from "./pretrained/hub-error.ts";
export { type PretrainedInfo, pretrainedInfo } from "./pretrained/pretrained-info.ts";
export { defaultTag, type PretrainedTag, pretrainedTags, publishedBy, publishedWeights } from "./pretrained/tags.ts";
export { ResNet50 } from "./resnet.ts";
export {
  batchCounts,
  restoreBatchCounts,
  type SaveWeightsOptions,
  type StateDictOptions,
  saveWeights,
  stateDictOf,
} from "./state-dict.ts";
export { TResNet } from "./tresnet.ts";
export { type PerStage, type TResNetVariant, variants } from "./variants.ts";

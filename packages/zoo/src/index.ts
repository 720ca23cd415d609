export {
  type CropMode,
  cropModes,
  type ImagePreparation,
  type Interpolation,
  interpolations,
} from "@tresnet/preparation";
export { downloadFromHub } from "./hub/download-from-hub.ts";
export { HubError, type HubErrorCode, type HubFile } from "./hub/hub-error.ts";
export { type HubName, type HubRepository, isHubName, isRepository, parseHubName } from "./hub/hub-name.ts";
export { type HubSettings, hubSettings } from "./hub/hub-settings.ts";
export type { ReceiveOptions } from "./hub/receive-from-hub.ts";
export { ConvolutionStem } from "./models/convolution-stem.ts";
export type {
  FeatureInfo,
  Features,
  Head,
  ImageClassifier,
  MapHead,
  ModelOptions,
  Preprocessing,
} from "./models/image-classifier.ts";
export { ResNet50, ResNetBottleneck } from "./models/resnet.ts";
export { type StageName, stageNames } from "./models/stages-after.ts";
export { TResNet } from "./models/tresnet.ts";
export { type PerStage, type TResNetVariant, variants } from "./models/variants.ts";
export { architectureOf, buildModel, type ModelName, modelNames } from "./pretrained/build-model.ts";
export { type ClassList, type ClassSet, classList } from "./pretrained/class-names.ts";
export { createModel } from "./pretrained/create-model.ts";
export { type CreatePretrainedOptions, fetchWeights } from "./pretrained/create-pretrained.ts";
export { fetchHubModel, type HubModel } from "./pretrained/fetch-hub-model.ts";
export { type HubConfig, type ReadHubConfigOptions, readHubConfig } from "./pretrained/hub-config/hub-config.ts";
export type { HubNames } from "./pretrained/hub-config/hub-names.ts";
export { type ModelInfo, modelInfo } from "./pretrained/model-info.ts";
export { type PretrainedInfo, pretrainedInfo } from "./pretrained/pretrained-info.ts";
export {
  defaultTag,
  isPretrainedTag,
  type PretrainedTag,
  pretrainedTags,
  publishedBy,
  publishedWeights,
} from "./pretrained/tags.ts";
export { type Differences, differencesOf, type WeightOwner } from "./weights/differences.ts";
export { classesIn, type HeadInFile, headIn } from "./weights/head-in.ts";
export { type LoadTensorsOptions, loadTensors } from "./weights/load-tensors.ts";
export { checkWeights, type LoadReport, type LoadWeightsOptions, loadWeights } from "./weights/load-weights.ts";
export {
  batchCounts,
  restoreBatchCounts,
  type SaveWeightsOptions,
  type StateDictOptions,
  saveWeights,
  stateDictOf,
} from "./weights/state-dict.ts";

export { buildModel, createModel, type ModelName, modelNames } from "./create-model.ts";
export type { Features, Head, ImageClassifier, MapHead, ModelOptions, Preprocessing } from "./image-classifier.ts";
export { type LoadReport, loadWeights } from "./load-weights.ts";
export { type ModelInfo, modelInfo } from "./model-info.ts";
export { ResNet50 } from "./resnet.ts";
export { type StateDictOptions, saveWeights, stateDictOf } from "./state-dict.ts";
export { TResNet } from "./tresnet.ts";
export { type PerStage, type TResNetVariant, variants } from "./variants.ts";

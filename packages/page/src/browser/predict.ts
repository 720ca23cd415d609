/** What a page of someone else's imports: a model, and a choice of what computes. */
export { loadClassifier, loadDetector, loadModel } from "@tresnet/predict";
export { type Backend, type UseBackendOptions, useBackend } from "./use-backend.ts";

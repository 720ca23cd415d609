/** What a page of someone else's imports: the classifier, and a choice of what computes. */
export { loadClassifier } from "@tresnet/predict";
export { type Backend, type UseBackendOptions, useBackend } from "./use-backend.ts";

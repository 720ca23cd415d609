/** @tresnet/data/evaluation: how evaluation makes an image ready, without anything of Node. */
export { type EvalCrop, evalCrop } from "./transforms/eval-crop.ts";
export { normalizationTable } from "./transforms/normalization-table.ts";

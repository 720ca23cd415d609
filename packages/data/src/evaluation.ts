/** @tresnet/data/evaluation: how evaluation makes an image ready, without anything of Node. */
export {
  type MergedDetections,
  type MergeOptions,
  mergeTiles,
  type TileDetections,
} from "./objects/tiles/merge-tiles.ts";
export { tileWindows } from "./objects/tiles/tile-windows.ts";
export { type BoxInputOptions, evalBoxInput, type FilledInput } from "./transforms/boxes/eval-input.ts";
export { type EvalCrop, evalCrop } from "./transforms/eval-crop.ts";
export { normalizationTable } from "./transforms/normalization-table.ts";

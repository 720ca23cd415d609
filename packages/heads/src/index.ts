export { type Frozen, freeze } from "./freeze.ts";
export { type LayerDecayOptions, layerDecay } from "./layer-decay.ts";
export { LinearHead, type LinearHeadOptions } from "./linear-head.ts";
export { MlDecoderHead, type MlDecoderOptions } from "./ml-decoder/ml-decoder-head.ts";
export {
  type ReplaceHeadOptions,
  replaceHead,
  type UseMlDecoderOptions,
  useMlDecoder,
} from "./replace-head.ts";

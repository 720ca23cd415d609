export { type Frozen, freeze } from "./freeze.ts";
export { LinearHead, type LinearHeadOptions } from "./linear-head.ts";
export { type ReplaceHeadOptions, replaceHead } from "./replace-head.ts";

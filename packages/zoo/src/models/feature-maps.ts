import type { FeatureInfo } from "./image-classifier.ts";

const stages = ["stage1", "stage2", "stage3", "stage4"] as const;

/** Lists the maps of four stages of which each halves the map of the one before, from the first one's stride on. */
export function featureMaps(firstStride: number, channels: readonly number[]): readonly FeatureInfo[] {
  return stages.map((stage, index) => ({ stage, stride: firstStride * 2 ** index, channels: channels[index] ?? 0 }));
}

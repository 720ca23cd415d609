import { type ModelName, type TResNetVariant, variants } from "@tresnet/zoo";

/** How a TResNet is put together; null for `resnet50`, which every peer knows. */
export function variantOf(model: ModelName): TResNetVariant | null {
  return model === "resnet50" ? null : variants[model];
}

/** A model as safetensors: the format of the hub, which this command reads back. */
import { saveWeights } from "@tresnet/zoo";
import type { Exporter } from "./exporter.ts";

export const safetensors: Exporter = {
  help: "under timm's names and in PyTorch's layouts",
  extension: ".safetensors",
  overwrites: true, // in one step, by itself
  write: (model, file, { backbone, ...content }) =>
    saveWeights(model, file, { ...content, body: backbone, checksum: true }),
};

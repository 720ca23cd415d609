/** A model as a folder for Python's timm, which the Hugging Face hub knows too. */
import path from "node:path";
import { ExportError, exportTimm, modelNet, timmRefusal } from "@tresnet/export";
import { createModel, readHubConfig } from "@tresnet/zoo";
import type { Exporter } from "./exporter.ts";
import { factsOf } from "./facts-of.ts";

export const timm: Exporter = {
  help: "a folder that Python's timm loads by local-dir:",
  extension: "",
  takes: ["half"],
  refusal: timmRefusal,
  write: (model, folder, content) => {
    const { half, metadata } = content;
    return exportTimm(model, folder, factsOf(content), { half, metadata });
  },
  load: async (folder) => {
    const file = path.join(folder, "config.json");
    const config = await readHubConfig(file);
    if (config === undefined) throw new ExportError(`${file}: expected timm's, got another one. Export it again.`);
    const { architecture, numClasses = 1000 } = config;
    const model = await createModel(architecture, { pretrained: path.join(folder, "model.safetensors"), numClasses });
    return { ...modelNet(model), runtime: "model.safetensors, read again", dispose: () => model.dispose() };
  },
};

/** A model as a folder for Python's timm, which the Hugging Face hub knows too. */
import path from "node:path";
import { ExportError, exportTimm, modelNet } from "@tresnet/export";
import { createModel, modelNames } from "@tresnet/zoo";
import type { Exporter } from "./exporter.ts";
import { factsOf } from "./facts-of.ts";

export const timm: Exporter = {
  help: "a folder that Python's timm loads by local-dir:",
  extension: "",
  takes: ["half"],
  write: (model, folder, content) => {
    const { half, metadata } = content;
    return exportTimm(model, folder, factsOf(content), { half, metadata });
  },
  load: async (folder, { metadata, classNames }) => {
    const name = modelNames.find((one) => one === metadata["architecture"]);
    if (name === undefined) throw new ExportError(`${folder}: expected the name of a model, got none.`);
    const pretrained = path.join(folder, "model.safetensors");
    const model = await createModel(name, { pretrained, numClasses: classNames.length });
    return { ...modelNet(model), runtime: "model.safetensors, read again", dispose: () => model.dispose() };
  },
};

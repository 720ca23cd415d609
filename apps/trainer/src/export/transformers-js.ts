/** A model as the folder that transformers.js takes. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { exportTransformersJs, readOnnxMetadata, transformersOnnxFile } from "@tresnet/export";
import type { Exporter } from "./exporter.ts";
import { factsOf } from "./facts-of.ts";
import { onnx, onnxMetadata } from "./onnx.ts";

export const transformersJs: Exporter = {
  help: "a folder for its pipeline of image-classification",
  extension: "",
  takes: ["half"],
  refusal: ({ name }, task) =>
    task === "multi-label"
      ? `${name}: expected one class an image, since transformers.js answers with a softmax alone, got several. Choose another format.`
      : undefined,
  write: (model, folder, content) =>
    exportTransformersJs(model, folder, factsOf(content), { half: content.half, metadata: onnxMetadata(content) }),
  load: async (folder, content) => {
    const opened = await onnx.load?.(path.join(folder, transformersOnnxFile), content);
    return opened ?? { notChecked: "there is nothing here that runs ONNX." };
  },
  read: async (folder) => {
    const file = path.join(folder, transformersOnnxFile);
    const isThere = (await stat(file).catch(() => undefined))?.isFile() === true;
    // A repository of the hub has ONNX in the same place, and is described by timm's config.json.
    const isTheirs =
      (await stat(path.join(folder, "preprocessor_config.json")).catch(() => undefined))?.isFile() === true;
    return isThere && isTheirs ? readOnnxMetadata(file) : undefined;
  },
};

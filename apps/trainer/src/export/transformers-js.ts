/** A model as the folder that transformers.js takes. */
import path from "node:path";
import { exportTransformersJs, transformersOnnxFile } from "@tresnet/export";
import type { Exporter } from "./exporter.ts";
import { factsOf } from "./facts-of.ts";
import { onnx } from "./onnx.ts";

export const transformersJs: Exporter = {
  help: "a folder for its pipeline of image-classification",
  extension: "",
  takes: ["half"],
  write: (model, folder, content) => {
    const { half, metadata } = content;
    return exportTransformersJs(model, folder, factsOf(content), { half, metadata });
  },
  load: async (folder, content) => {
    const opened = await onnx.load?.(path.join(folder, transformersOnnxFile), content);
    return opened ?? { notChecked: "there is nothing here that runs ONNX." };
  },
};

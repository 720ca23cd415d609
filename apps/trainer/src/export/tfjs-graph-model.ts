/** A model as TensorFlow.js's graph model, for browsers; its description is what programs find as `model.metadata`. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describeNet, exportTfjs, tfjsNet } from "@tresnet/export";
import { descriptionOf, withNote } from "./description.ts";
import type { Exporter } from "./exporter.ts";

export const tfjsGraphModel: Exporter = {
  help: "TensorFlow.js's graph model, a folder for browsers",
  extension: "",
  takes: ["half", "imgSize"],
  write: (model, folder, content) =>
    exportTfjs(describeNet(model, { size: content.size }), folder, {
      half: content.half,
      metadata: descriptionOf(content),
    }),
  load: (folder) => tfjsNet(folder),
  addNote: async (folder, note) => {
    const file = path.join(folder, "model.json");
    const json = JSON.parse(await readFile(file, "utf8"));
    const noted = { ...json, userDefinedMetadata: withNote(json.userDefinedMetadata, note) };
    await writeFile(file, JSON.stringify(noted));
  },
};

/** A model as TensorFlow.js's graph model, for browsers; its description is what programs find as `model.metadata`. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describeNet, exportTfjs, tfjsNet } from "@tresnet/export";
import { descriptionOf, metadataOf, readJsonObject, withNote } from "./description.ts";
import { loadGraphDetector, writeGraphDetector } from "./detectors/graph-detector.ts";
import type { Exporter } from "./exporter.ts";
import { objectOf } from "./json-object.ts";

export const tfjsGraphModel = {
  help: "TensorFlow.js's graph model, a folder for browsers",
  extension: "",
  takes: ["half", "imgSize"],
  write: (model, folder, content) =>
    exportTfjs(describeNet(model, { size: content.size }), folder, {
      half: content.half,
      metadata: descriptionOf(content),
    }),
  load: (folder) => tfjsNet(folder),
  read: async (folder) => metadataOf(await descriptionIn(folder)),
  detectors: {
    hasFixedLimits: false,
    write: writeGraphDetector,
    load: async (folder, limits) => loadGraphDetector(folder, await descriptionIn(folder), limits),
  },
  addNote: async (folder, note) => {
    const json = (await readJsonObject(modelIn(folder))) ?? {};
    const noted = { ...json, userDefinedMetadata: withNote(objectOf(json["userDefinedMetadata"]), note) };
    await writeFile(modelIn(folder), JSON.stringify(noted));
  },
} satisfies Exporter;

async function descriptionIn(folder: string) {
  return objectOf((await readJsonObject(modelIn(folder)))?.["userDefinedMetadata"]);
}

function modelIn(folder: string): string {
  return path.join(folder, "model.json");
}

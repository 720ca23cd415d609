/** A model as TensorFlow's SavedModel; its description lies beside it in assets.extra/, which loaders leave alone. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describeNet, exportSavedModel, savedModelNet } from "@tresnet/export";
import { descriptionOf, metadataOf, readJsonObject, withNote } from "./description.ts";
import type { Exporter } from "./exporter.ts";

const descriptionFile = "tresnet.json";

export const savedModel: Exporter = {
  help: "TensorFlow's SavedModel, a folder",
  extension: "",
  takes: ["imgSize"],
  write: async (model, folder, content) => {
    const { mean, std } = content.preprocessing;
    const probabilities = content.task === "multi-label" ? "sigmoid" : "softmax";
    await exportSavedModel(describeNet(model, { size: content.size }), folder, {
      pixels: { mean, std, probabilities },
      extra: {
        [descriptionFile]: JSON.stringify(descriptionOf(content), undefined, 2),
        "classes.json": JSON.stringify(content.classNames, undefined, 2),
      },
    });
  },
  load: (folder) => savedModelNet(folder),
  read: async (folder) => metadataOf(await readJsonObject(descriptionIn(folder))),
  addNote: async (folder, note) => {
    const file = descriptionIn(folder);
    const noted = withNote((await readJsonObject(file)) ?? {}, note);
    await writeFile(file, JSON.stringify(noted, undefined, 2));
  },
};

function descriptionIn(folder: string): string {
  return path.join(folder, "assets.extra", descriptionFile);
}

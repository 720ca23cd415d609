/** A model as TensorFlow's SavedModel; its description lies beside it in assets.extra/, which loaders leave alone. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import {
  describeNet,
  exportDetectorSavedModel,
  exportSavedModel,
  type JsonObject,
  savedModelDetector,
  savedModelNet,
} from "@tresnet/export";
import { descriptionOf, metadataOf, readJsonObject, withNote } from "./description.ts";
import { detectorDescriptionOf } from "./detectors/detector-description.ts";
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
      extra: extraFiles(descriptionOf(content), content.classNames),
    });
  },
  load: (folder) => savedModelNet(folder),
  read: async (folder) => metadataOf(await readJsonObject(descriptionIn(folder))),
  detectors: {
    hasFixedLimits: true,
    write: async (detector, folder, content) => {
      const { size, limits, mean, std, classNames } = content;
      const described = detectorDescriptionOf(content, detector.pyramid({ height: size, width: size }));
      await exportDetectorSavedModel(detector, folder, {
        ...limits,
        size,
        pixels: { mean, std },
        extra: extraFiles(described, classNames),
      });
    },
    load: (folder) => savedModelDetector(folder),
  },
  addNote: async (folder, note) => {
    const file = descriptionIn(folder);
    const noted = withNote((await readJsonObject(file)) ?? {}, note);
    await writeFile(file, JSON.stringify(noted, undefined, 2));
  },
};

function extraFiles(description: JsonObject, classNames: readonly string[]): Readonly<Record<string, string>> {
  return {
    [descriptionFile]: JSON.stringify(description, undefined, 2),
    "classes.json": JSON.stringify(classNames, undefined, 2),
  };
}

function descriptionIn(folder: string): string {
  return path.join(folder, "assets.extra", descriptionFile);
}

/** What an export says of its model as JSON, for programs: what the answers mean, and how images are made ready. */
import type { JsonObject } from "@tresnet/export";
import { errorCode, readWhole } from "@tresnet/files";
import { detailsIn, format } from "./description-parts.ts";
import { detectorMetadataOf, detectTask } from "./detectors/detector-description.ts";
import type { ExportContent } from "./exporter.ts";
import { objectOf } from "./json-object.ts";

/** A graph model's model.json holds its net too, without weights. */
const mostBytes = 2 ** 26;

/**
 * The description that @tresnet/predict reads. "classes" are in the order of the logits; "task" tells whether
 * probabilities are by softmax or by a sigmoid each.
 */
export function descriptionOf(content: ExportContent): JsonObject {
  const { classNames, task, preprocessing, size, thresholds, license, score, metadata } = content;
  return {
    format,
    task,
    classes: classNames,
    preprocessing: { ...preprocessing },
    size: size ?? "dynamic",
    ...(thresholds !== undefined && { thresholds }),
    ...(license !== undefined && { license }),
    ...(score !== undefined && { score }),
    details: detailsIn(metadata),
  };
}

/** A description with what the check found. */
export function withNote(description: JsonObject, note: string): JsonObject {
  const check: JsonObject = JSON.parse(note);
  return { ...description, check };
}

/**
 * The metadata of a checkpoint that a description stands for, so that the export can be asked in its place; undefined
 * for what is none of ours.
 */
export function metadataOf(description: JsonObject | undefined): ReadonlyMap<string, string> | undefined {
  if (description === undefined || description["format"] !== format) return undefined;
  if (description["task"] === detectTask) return detectorMetadataOf(description);
  const { task, classes = [], preprocessing, details } = description;
  const model = {
    ...objectOf(preprocessing),
    task,
    classNames: classes,
    numClasses: Array.isArray(classes) ? classes.length : 0,
    model: objectOf(details)["architecture"],
  };
  return new Map([["tresnet", JSON.stringify({ kind: "weights", model })]]);
}

/** Reads JSON; undefined where there is no such file. */
export async function readJsonObject(file: string): Promise<JsonObject | undefined> {
  try {
    return objectOf(JSON.parse((await readWhole(file, { mostBytes })).toString("utf8")));
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

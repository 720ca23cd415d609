/** What an export says of its model as JSON, for programs: what the answers mean, and how images are made ready. */
import type { JsonObject } from "@tresnet/export";
import type { ExportContent } from "./exporter.ts";

// Of the texts by key these are said elsewhere: in the description, or by the format itself.
const saidElsewhere = new Set(["tresnet", "classes", "preprocessing", "content", "score", "license_note"]);

/**
 * The description that @tresnet/predict reads. "classes" are in the order of the logits; "task" tells whether
 * probabilities are by softmax or by a sigmoid each.
 */
export function descriptionOf(content: ExportContent): JsonObject {
  const { classNames, task, preprocessing, size, thresholds, license, score, metadata } = content;
  const details = Object.entries(metadata).filter(([key]) => !saidElsewhere.has(key));
  return {
    format: "tresnet-1",
    task,
    classes: classNames,
    preprocessing: { ...preprocessing },
    size: size ?? "dynamic",
    ...(thresholds !== undefined && { thresholds }),
    ...(license !== undefined && { license }),
    ...(score !== undefined && { score }),
    details: Object.fromEntries(details),
  };
}

/** A description with what the check found. */
export function withNote(description: JsonObject, note: string): JsonObject {
  const check: JsonObject = JSON.parse(note);
  return { ...description, check };
}

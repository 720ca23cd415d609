/** How the files of a user's own data are read, where they do not say it themselves. */
import path from "node:path";
import { type DatasetRow, datasetOf, isKeptBy, type OpenDatasetOptions } from "@tresnet/data";
import { UsageError } from "../../errors.ts";
import { choice, otherwise, text } from "../../options/option.ts";

export const readingOptions = {
  imageRoot: otherwise(
    text("folder", "of csv and coco: what the names of images are relative to"),
    "looked for beside the file",
  ),
  labels: otherwise(
    choice(["one", "several"], "of csv: whether a cell of the class column names one class or several"),
    "as its name and its cells say",
  ),
} as const;

/** Settings that decide how data is opened. */
export interface ReadingSettings {
  readonly imageRoot?: string | undefined;
  readonly labels?: "one" | "several" | undefined;
  readonly classes?: readonly string[] | undefined;
  readonly withoutClasses?: readonly string[] | undefined;
}

/**
 * The settings as `openDataset` takes them.
 * @throws UsageError when the data is of a form that one of them says nothing of.
 */
export function readingOf(
  spec: string,
  { imageRoot, labels, classes, withoutClasses }: ReadingSettings,
): Pick<OpenDatasetOptions, "imageRoot" | "labels" | "isKept" | "hasNamedClasses"> {
  const row = datasetOf(spec)?.row;
  if (imageRoot !== undefined) requireForm("--image-root", ["csv", "coco"], row, spec);
  if (labels !== undefined) requireForm("--labels", ["csv"], row, spec);
  return {
    imageRoot: imageRoot === undefined ? undefined : path.resolve(imageRoot),
    labels,
    isKept: isKeptBy({ classes, withoutClasses }),
    hasNamedClasses: classes !== undefined,
  };
}

function requireForm(flag: string, names: readonly string[], row: DatasetRow | undefined, spec: string): void {
  if (row === undefined || names.includes(row.name)) return;
  throw new UsageError(`${flag}: expected data of the form ${names.join(" or ")}, got ${spec}. Leave it out.`);
}

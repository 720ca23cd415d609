/** What of a CSV file is probably not meant as it is taken. */
import { type Dataset, isMultiLabel } from "../../dataset/dataset.ts";
import type { CsvTable } from "../../files/csv-table.ts";
import { firstNames } from "../../shown-text.ts";
import type { OpenDatasetOptions } from "../dataset-row.ts";
import type { CsvColumns } from "./csv-columns.ts";

/** Fewer classes than this are not asked about. */
const fewClasses = 10;

/** Tells of columns that are not used, of classes that stand for nothing known, and of numbers that are no classes. */
export function tellDoubts(
  table: CsvTable,
  { classes, unused }: CsvColumns,
  data: Dataset,
  file: string,
  { onNotice }: Pick<OpenDatasetOptions, "onNotice">,
): void {
  const columns = (places: readonly number[]) => firstNames(places.map((column) => table.columns[column] ?? ""));
  if (classes.kind !== "flags" && unused.length > 0) {
    const message = `${file}: the classes are those of the column ${columns([classes.column])}; not used: ${columns(unused)}.`;
    onNotice?.({ level: "info", message });
  }
  const warn = (message: string) => onNotice?.({ level: "warning", message: `${file}: ${message}` });
  const missing = data.classNames.filter((name) => /^(#?n\/?a|<na>|null|\?|-)$/i.test(name));
  if (classes.kind !== "flags" && missing.length > 0) {
    warn(
      `${firstNames(missing)} ${missing.length === 1 ? "is" : "are"} taken for a class, as tables write what is not known. Leave such lines out if nothing is known of them.`,
    );
  }
  const alone = data.classNames.length - moreThanOnce(data);
  if (data.classNames.length >= fewClasses && alone > data.classNames.length / 2) {
    warn(
      `${alone.toLocaleString("en-US")} of ${data.classNames.length.toLocaleString("en-US")} classes have one image alone, such as ${firstNames(data.classNames.slice(0, 3))}. Are they classes, or numbers that were measured, or names of the images?`,
    );
  }
}

/** How many classes have several images. */
function moreThanOnce(data: Dataset): number {
  const counts = new Uint32Array(data.classNames.length);
  for (let index = 0; index < data.length; index++) {
    for (const label of isMultiLabel(data) ? data.labels(index) : [data.label(index)])
      counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts.filter((count) => count > 1).length;
}

/** The data set with corrections, as a CSV file that `csv:` reads. */
import { toPlainCsv } from "../text/csv.ts";
import type { Correction, Findings } from "./cleaned-image.ts";

/** The columns of the file. */
export const csvHeading = ["file", "class", "split"] as const;

/** A row for each image that is not left out: its file, its class and its part. */
export function correctedCsv(
  { classNames, images }: Pick<Findings, "classNames" | "images">,
  corrections: ReadonlyMap<number, Correction>,
): string {
  const rows = images.flatMap(({ id, label, part }, image) => {
    const correction = corrections.get(image) ?? { kind: "keep" };
    if (correction.kind === "drop") return [];
    return [[id, classNames[correction.kind === "relabel" ? correction.to : label] ?? "", part]];
  });
  return toPlainCsv([[...csvHeading], ...rows]);
}

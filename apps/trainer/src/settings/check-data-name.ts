/** Catches a mistyped data set before anything is started. */
import { datasetOf, datasetSpecs, datasetTable } from "@tresnet/data";
import { UsageError } from "../errors.ts";
import { suggestion } from "../options/suggestion.ts";

/**
 * Returns the name, with a full path where it has one, so that it means the same from every folder.
 * @throws UsageError with a suggestion where one is near.
 */
export function checkDataName(name: string): string {
  const known = datasetOf(name);
  if (known) return known.location === undefined ? name : `${known.row.name}:${known.location}`;
  const [kind = ""] = name.split(":");
  const hint = suggestion(
    kind,
    datasetTable.map((row) => row.name),
  );
  const folder = /[/\\.]/.test(kind) && hint === "" ? ` Did you mean "folder:${name}"?` : "";
  throw new UsageError(`--data: expected ${datasetSpecs.join(", ")}, got "${name}".${hint}${folder}`);
}

/** Catches a mistyped data set before anything is started. */
import { datasetSpecs } from "@tresnet/data";
import { UsageError } from "../errors.ts";
import { suggestion } from "./suggestion.ts";

/** Returns the name if it is of a known kind. @throws UsageError with a suggestion where one is near. */
export function checkDataName(name: string): string {
  const kinds = datasetSpecs.map((spec) => spec.replace(/[[:].*/, ""));
  const [kind = ""] = name.split(":");
  if (kinds.includes(kind)) return name;
  const hint = suggestion(kind, kinds);
  const folder = /[/\\.]/.test(kind) && hint === "" ? ` Did you mean "folder:${name}"?` : "";
  throw new UsageError(`--data: expected ${datasetSpecs.join(", ")}, got "${name}".${hint}${folder}`);
}

/** Catches a mistyped data set before anything is started. */
import { homedir } from "node:os";
import path from "node:path";
import { datasetSpecs } from "@tresnet/data";
import { UsageError } from "../errors.ts";
import { suggestion } from "../options/suggestion.ts";

/**
 * Returns the name, with a full path where it has one, so that it means the same from every folder.
 * @throws UsageError with a suggestion where one is near.
 */
export function checkDataName(name: string): string {
  const kinds = datasetSpecs.map((spec) => spec.replace(/[[:].*/, ""));
  const [kind = ""] = name.split(":");
  const location = name.slice(kind.length + 1);
  if (kinds.includes(kind)) return location === "" ? name : `${kind}:${fullPath(location)}`;
  const hint = suggestion(kind, kinds);
  const folder = /[/\\.]/.test(kind) && hint === "" ? ` Did you mean "folder:${name}"?` : "";
  throw new UsageError(`--data: expected ${datasetSpecs.join(", ")}, got "${name}".${hint}${folder}`);
}

/** "~" is the user's home, which the shell does not fill in behind a colon. */
function fullPath(location: string): string {
  return path.resolve(location.replace(/^~(?=$|[/\\])/, homedir()));
}
